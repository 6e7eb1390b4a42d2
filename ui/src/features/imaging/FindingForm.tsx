import { Checkbox, NumberInput, Select, Text, Textarea, TextInput } from '@mantine/core';
import type { RequestOf } from '../../api/commands';
import { Failure } from '../../api/failure';
import { enumerations } from '../../api/generated';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { imageName } from './fileName';
import type { Scan } from './types';

interface FindingValues {
  kind: string;
  description: string;
  location_text: string;
  severity: string | null;
  scan_file_id: string | null;
  frame_number: string | number;
  is_primary: boolean;
}

/** Where in an image something was marked. */
export type Place = Pick<RequestOf<'imaging.add_finding'>['finding'], 'scan_file_id' | 'frame_number' | 'shape'>;

/** What a person has seen in the images. It is that person's word and stands at once. */
export function FindingForm(props: { scan: Scan; place?: Place; onClose: () => void }) {
  const { scan, place } = props;
  const add = useAct('imaging.add_finding');
  const { form, saved, refuse, ...draft } = useDraftForm<FindingValues>(place ? `imaging-finding-marked:${scan.id}` : `imaging-finding:${scan.id}`, {
    blank: { kind: '', description: '', location_text: '', severity: null, scan_file_id: null, frame_number: '', is_primary: false },
    validate: (values) => ({ kind: values.kind.trim() === '' ? t('imaging.finding.kind.missing') : null }),
  });
  const files = scan.series.flatMap((series) => series.files.map((file) => ({ value: file.id, label: imageName(file, series), frames: file.frame_count ?? 1 })));
  const frames = files.find((each) => each.value === form.values.scan_file_id)?.frames ?? 1;
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      add.mutate(
        {
          scan_id: scan.id,
          finding: {
            kind: values.kind.trim(),
            description: orNull(values.description),
            location_text: orNull(values.location_text),
            severity: values.severity,
            ...(place ?? {
              scan_file_id: values.scan_file_id,
              frame_number: values.scan_file_id !== null && frames > 1 ? numberOrNull(values.frame_number) : null,
              shape: null,
            }),
            confidence: null,
            is_primary: values.is_primary,
          },
        },
        {
          onSuccess: () => {
            saved();
            props.onClose();
          },
          // What is said against the place has no field here; it is shown above the buttons.
          onError: (failure) => refuse(place && failure.field !== null && failure.field in place ? new Failure(failure.code, failure.sentence, null) : failure),
        },
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('imaging.finding.add')} pending={add.isPending} onSubmit={submit} onClose={props.onClose} testid="finding">
      <Text size="sm" c="dimmed">
        {t('imaging.finding.own')}
      </Text>
      <TextInput label={t('imaging.finding.kind')} description={t('imaging.finding.kind.text')} data-autofocus data-testid="finding-kind" {...form.getInputProps('kind')} />
      <TextInput label={t('imaging.finding.location')} data-testid="finding-location" {...form.getInputProps('location_text')} />
      <Textarea label={t('imaging.finding.description')} autosize minRows={2} data-testid="finding-description" {...form.getInputProps('description')} />
      <Select label={t('imaging.finding.severity')} clearable data={choices('finding_severity', enumerations.finding_severity)} data-testid="finding-severity" {...form.getInputProps('severity')} />
      {!place && files.length > 0 && <Select label={t('imaging.finding.image')} clearable searchable data={files} data-testid="finding-image" {...form.getInputProps('scan_file_id')} />}
      {!place && frames > 1 && <NumberInput label={t('imaging.finding.frame', { count: frames })} min={1} max={frames} allowDecimal={false} data-testid="finding-frame" {...form.getInputProps('frame_number')} />}
      <Checkbox label={t('imaging.finding.primary')} {...form.getInputProps('is_primary', { type: 'checkbox' })} />
    </FormFrame>
  );
}
