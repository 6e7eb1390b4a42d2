import { Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { toFailure } from '../../api/failure';
import { enumerations } from '../../api/generated';
import { t } from '../../app/messages';
import { choices } from '../../shared/forms/choices';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { modalityChoices } from './choices';
import type { ReportTemplate } from './types';

interface TemplateValues {
  name: string;
  modality: string | null;
  body_part: string;
  kind: string | null;
  findings_text: string;
  impression_text: string;
  recommendations_text: string;
}

/** A wording that reports begin with: a new one, or what an existing one says from now on. */
export function TemplateForm(props: { template: ReportTemplate | null; onClose: () => void }) {
  const { template } = props;
  const [busy, setBusy] = useState(false);
  const { form, saved, refuse, ...draft } = useDraftForm<TemplateValues>(`imaging-template:${template?.id ?? 'new'}`, {
    blank: {
      name: template?.name ?? '',
      modality: template?.modality ?? null,
      body_part: template?.body_part ?? '',
      kind: template?.kind ?? 'final',
      findings_text: template?.findings_text ?? '',
      impression_text: template?.impression_text ?? '',
      recommendations_text: template?.recommendations_text ?? '',
    },
    validate: (values) => ({ name: needed(values.name) }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const details = {
        name: values.name.trim(),
        modality: values.modality,
        body_part: orNull(values.body_part),
        kind: values.kind,
        findings_text: orNull(values.findings_text),
        impression_text: orNull(values.impression_text),
        recommendations_text: orNull(values.recommendations_text),
      };
      setBusy(true);
      refuse(null);
      (template ? call('imaging.update_report_template', { id: template.id, version: template.version, ...details }) : call('imaging.add_report_template', details))
        .then(() => {
          saved();
          props.onClose();
        })
        .catch((thrown: unknown) => refuse(toFailure(thrown, t('failure.unknown'))))
        .finally(() => setBusy(false));
    })();
  return (
    <FormFrame {...draft} pending={busy} onSubmit={submit} onClose={props.onClose} testid="template">
      <TextInput label={t('imaging.template.name')} data-autofocus data-testid="template-name" {...form.getInputProps('name')} />
      <SimpleGrid cols={3} spacing="xs">
        <Select label={t('imaging.order.modality')} placeholder={t('imaging.template.every')} clearable searchable data={modalityChoices()} data-testid="template-modality" {...form.getInputProps('modality')} />
        <TextInput label={t('imaging.order.body_part')} placeholder={t('imaging.template.every')} {...form.getInputProps('body_part')} />
        <Select label={t('imaging.template.kind')} allowDeselect={false} data={choices('report_kind', enumerations.report_kind)} {...form.getInputProps('kind')} />
      </SimpleGrid>
      <Textarea label={t('imaging.report.findings_text')} autosize minRows={4} data-testid="template-findings" {...form.getInputProps('findings_text')} />
      <Textarea label={t('imaging.report.impression')} autosize minRows={2} data-testid="template-impression" {...form.getInputProps('impression_text')} />
      <Textarea label={t('imaging.report.recommendations')} autosize minRows={2} {...form.getInputProps('recommendations_text')} />
    </FormFrame>
  );
}
