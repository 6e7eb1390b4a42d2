import { Anchor, Group, Select, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../../shared/look/Note';
import type { NoteValues } from '../mergeNote';
import { fieldsFor, insertTemplate, templatesFor } from './insertTemplate';

interface Props {
  kind: string;
  /** The note as it is typed at this moment. */
  read: () => NoteValues;
  write: (values: NoteValues) => void;
}

/** Puts one of the clinic's wordings below what is typed, found by its name. Until somebody types on, it can be taken out again. */
export function InsertTemplate(props: Props) {
  const doctor = useMay('write_assessment');
  const loaded = useCommand('encounters.note_templates', {}, ['system_settings']);
  const field = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  const [inserted, setInserted] = useState<{ name: string; before: NoteValues; after: NoteValues } | null>(null);
  const offered = templatesFor(props.kind, loaded.data ?? []);
  useShortcuts(offered.length > 0 ? [{ keys: 'F4', scope: 'screen', label: 'note_template.insert', run: () => field.current?.focus() }] : []);
  if (loaded.error) return <FailureNote failure={loaded.error} />;
  if (offered.length === 0) return null;
  const insert = (id: string | null) => {
    const chosen = offered.find((each) => each.id === id);
    if (!chosen) return;
    setSearch('');
    const before = props.read();
    const after = insertTemplate(before, chosen, fieldsFor(doctor));
    setInserted({ name: chosen.name, before, after });
    if (after !== before) props.write(after);
  };
  const untouched = inserted !== null && props.read() === inserted.after;
  const changed = inserted !== null && inserted.after !== inserted.before;
  return (
    <div>
      <Select
        ref={field}
        label={t('note_template.insert')}
        placeholder={t('note_template.insert.hint')}
        searchable
        selectFirstOptionOnChange
        value={null}
        onChange={insert}
        searchValue={search}
        onSearchChange={setSearch}
        data={offered.map((each) => ({ value: each.id, label: each.name }))}
        nothingFoundMessage={t('note_template.nothing')}
        maxDropdownHeight={280}
        data-testid="note-template"
      />
      <div aria-live="polite">
        {untouched && (
          <Group gap={6} mt={4} data-testid="note-template-inserted">
            <Text size="sm" c="dimmed" className="any-script">
              {t(changed ? 'note_template.inserted' : 'note_template.unchanged', { name: inserted.name })}
            </Text>
            {changed && (
              <Anchor
                component="button"
                type="button"
                size="sm"
                onClick={() => {
                  props.write(inserted.before);
                  setInserted(null);
                }}
                data-testid="note-template-undo"
              >
                {t('note_template.undo')}
              </Anchor>
            )}
          </Group>
        )}
      </div>
    </div>
  );
}
