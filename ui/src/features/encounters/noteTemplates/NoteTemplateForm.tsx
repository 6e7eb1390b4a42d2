import { Select, Text, Textarea, TextInput } from '@mantine/core';
import { enumerations } from '../../../api/generated';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { needed, orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { noteFields, type NoteField, type NoteValues } from '../mergeNote';
import type { NamedTemplate } from './insertTemplate';

interface Values extends NoteValues {
  name: string;
  kind: string | null;
}

/** The parts that a note of this window does not show; a wording that has them keeps them. */
const NO_DETAILS = { history_present_illness: null, physical_examination: null, discharge_instructions: null };

/** A wording under its name. The name is what it is kept by, so a change never makes a second one. */
export function NoteTemplateForm(props: { known: NamedTemplate | null; names: readonly string[]; onDone: () => void }) {
  const { known } = props;
  const save = useAct('encounters.save_note_template');
  const said = (field: NoteField) => known?.template[field] ?? '';
  const { form, answered, refuse, ...draft } = useDraftForm<Values>(known ? `note-template:${known.id}:${known.version}` : 'note-template', {
    blank: {
      name: known?.name ?? '', kind: known?.template.kind ?? null, reason: said('reason'), subjective: said('subjective'), objective: said('objective'), assessment: said('assessment'), plan: said('plan'), follow_up_instructions: said('follow_up_instructions'),
    },
    validate: (values) => ({
      name: needed(values.name) ?? (!known && props.names.includes(values.name.trim()) ? t('note_template.name.taken') : null),
    }),
  });
  const submit = () =>
    form.onSubmit(({ name, kind, ...words }) => {
      refuse(null);
      const { history_present_illness, physical_examination, discharge_instructions } = known?.template ?? NO_DETAILS;
      save.mutate(
        {
          name: name.trim(),
          template: {
            kind, history_present_illness, physical_examination, discharge_instructions, reason: orNull(words.reason), subjective: orNull(words.subjective), objective: orNull(words.objective), assessment: orNull(words.assessment), plan: orNull(words.plan),
            follow_up_instructions: orNull(words.follow_up_instructions),
          },
        },
        answered(props.onDone),
      );
    })();
  return (
    <FormFrame {...draft} pending={save.isPending} onSubmit={submit} onClose={props.onDone} testid="note-template">
      {known ? (
        <Text size="sm" c="dimmed">
          {t('note_template.name.stays')}
        </Text>
      ) : (
        <TextInput label={t('note_template.name')} description={t('note_template.name.text')} data-autofocus data-testid="note-template-name" {...form.getInputProps('name')} />
      )}
      <Select label={t('note_template.kind')} placeholder={t('note_template.kind.every')} clearable data={choices('visit_kind', enumerations.visit_kind)} data-testid="note-template-kind" {...form.getInputProps('kind')} />
      {noteFields.map((field, index) => (
        <Textarea key={field} label={t(`note.${field}`)} autosize minRows={field === 'reason' ? 1 : 2} {...(known && index === 0 ? { 'data-autofocus': true } : {})} data-testid={`note-template-${field}`} {...form.getInputProps(field)} />
      ))}
    </FormFrame>
  );
}
