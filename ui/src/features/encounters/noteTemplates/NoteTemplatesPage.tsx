import { Badge, Button, Drawer, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconNotes, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct, useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { AskOnce } from '../../../shared/forms/AskOnce';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Teach } from '../../../shared/look/Page';
import { AdministrationFrame } from '../../organization/AdministrationFrame';
import { ChartRow } from '../../people/ChartList';
import { noteFields } from '../mergeNote';
import type { NamedTemplate } from './insertTemplate';
import { NoteTemplateForm } from './NoteTemplateForm';

function Templates(props: { onChange: (template: NamedTemplate) => void; templates: readonly NamedTemplate[] }) {
  const remove = useAct('encounters.remove_note_template');
  const [removing, setRemoving] = useState<NamedTemplate | null>(null);
  const close = () => {
    remove.reset();
    setRemoving(null);
  };
  if (props.templates.length === 0) return <Teach icon={<IconNotes size={46} stroke={1.3} />} title={t('note_template.empty')} text={t('note_template.empty.text')} />;
  return (
    <Panel flush>
      {props.templates.map((each) => (
        <ChartRow
          key={each.id}
          testid="note-template-row"
          side={
            <Group gap={2} wrap="nowrap">
              <Button size="compact-sm" variant="subtle" aria-label={t('note_template.change', { name: each.name })} onClick={() => props.onChange(each)} data-testid="note-template-change">
                {t('common.change')}
              </Button>
              <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('note_template.remove.title', { name: each.name })} onClick={() => setRemoving(each)} data-testid="note-template-remove">
                {t('common.remove')}
              </Button>
            </Group>
          }
        >
          <Group gap={8}>
            <Text span fw={570} className="any-script">
              {each.name}
            </Text>
            <Badge color="gray">{each.template.kind === null ? t('note_template.kind.every') : word('visit_kind', each.template.kind)}</Badge>
          </Group>
          <Text size="sm" c="dimmed" lineClamp={2} className="any-script">
            {noteFields.map((field) => each.template[field]).filter(Boolean).join(' · ')}
          </Text>
        </ChartRow>
      ))}
      <AskOnce
        opened={removing !== null}
        title={removing ? t('note_template.remove.title', { name: removing.name }) : ''}
        text={t('note_template.remove.text')}
        action={t('common.remove')}
        failure={remove.error}
        busy={remove.isPending}
        onConfirm={() =>
          removing &&
          remove.mutate(
            { id: removing.id, version: removing.version },
            {
              onSuccess: () => {
                notifications.show({ message: t('note_template.removed', { name: removing.name }) });
                close();
              },
            },
          )
        }
        onClose={close}
        testid="note-template-removal"
      />
    </Panel>
  );
}

/** The clinic's wordings from which notes begin. */
export function NoteTemplatesPage() {
  const loaded = useCommand('encounters.note_templates', {}, ['system_settings']);
  const [open, setOpen] = useState<{ known: NamedTemplate | null } | null>(null);
  const add = () => setOpen({ known: null });
  const may = useMay('keep_note_templates');
  useShortcuts(may ? [{ keys: 'F8', scope: 'screen', label: 'note_template.add', run: add }] : []);
  const templates = loaded.data ?? [];
  return (
    <AdministrationFrame
      title={t('admin.note_templates')}
      needs="keep_note_templates"
      testid="note-templates"
      actions={
        <Button leftSection={<IconPlus size={17} />} onClick={add} data-testid="note-template-add">
          {t('note_template.add')}
        </Button>
      }
    >
      <FailureNote failure={loaded.error} />
      {loaded.data && <Templates templates={templates} onChange={(known) => setOpen({ known })} />}
      <Drawer opened={open !== null} onClose={() => setOpen(null)} title={open?.known ? t('note_template.change', { name: open.known.name }) : t('note_template.add')} size="36rem">
        {open && <NoteTemplateForm known={open.known} names={templates.map((each) => each.name)} onDone={() => setOpen(null)} />}
      </Drawer>
    </AdministrationFrame>
  );
}
