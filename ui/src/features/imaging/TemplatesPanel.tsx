import { Button, Drawer, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { ChartRow } from '../people/ChartList';
import { modalityWord } from './choices';
import { TemplateForm } from './TemplateForm';
import type { ReportTemplate } from './types';

/** The wordings that reports begin with. */
export function TemplatesPanel() {
  const templates = useCommand('imaging.report_templates', {}, ['report_templates']);
  const mayKeep = useMay('keep_imaging');
  const retire = useAct('imaging.retire_report_template');
  const [editing, setEditing] = useState<ReportTemplate | 'new' | null>(null);
  const [retiring, setRetiring] = useState<ReportTemplate | null>(null);
  const keep = () => {
    setRetiring(null);
    retire.reset();
  };
  return (
    <Panel
      title={t('imaging.templates')}
      count={templates.data?.length ?? 0}
      flush
      testid="templates"
      actions={
        mayKeep && (
          <Button size="compact-md" variant="default" leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-testid="template-add">
            {t('imaging.template.add')}
          </Button>
        )
      }
    >
      <FailureNote failure={templates.error} />
      {templates.data?.length === 0 && <Quiet>{t('imaging.templates.empty')}</Quiet>}
      {(templates.data ?? []).map((template) => (
        <ChartRow
          key={template.id}
          testid="template"
          side={
            mayKeep && (
              <Group gap={4} wrap="nowrap">
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setEditing(template)} aria-label={t('imaging.template.change.which', { name: template.name })} data-testid="template-change">
                  {t('imaging.template.change')}
                </Button>
                <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRetiring(template)} aria-label={t('imaging.template.retire.which', { name: template.name })} data-testid="template-retire">
                  {t('imaging.template.retire')}
                </Button>
              </Group>
            )
          }
        >
          <Text fw={580} className="any-script">
            {template.name}
          </Text>
          <Text size="sm" c="dimmed" className="any-script">
            {[template.modality === null ? t('imaging.template.every_kind') : modalityWord(template.modality), template.body_part].filter(Boolean).join(' · ')}
          </Text>
          <Text size="sm" c="dimmed" lineClamp={1} className="any-script">
            {template.findings_text ?? template.impression_text}
          </Text>
        </ChartRow>
      ))}
      <Drawer opened={editing !== null} onClose={() => setEditing(null)} title={t(editing === 'new' ? 'imaging.template.add' : 'imaging.template.change.title')} size="40rem">
        {editing !== null && <TemplateForm template={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      </Drawer>
      <AskOnce
        opened={retiring !== null}
        title={t('imaging.template.retire.which', { name: retiring?.name ?? '' })}
        text={t('imaging.template.retire.text')}
        action={t('imaging.template.retire')}
        leave={t('imaging.keep')}
        failure={retire.error}
        busy={retire.isPending}
        onConfirm={() => retiring && retire.mutate({ id: retiring.id, version: retiring.version }, { onSuccess: keep })}
        onClose={keep}
        testid="template-retire"
      />
    </Panel>
  );
}
