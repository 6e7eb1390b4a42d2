import { ActionIcon, Button, Group, NumberInput, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showDate } from '../../shared/time/format';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import classes from './wellness.module.css';

interface Step {
  title: string;
  category: string | null;
  /** As people count: the first day is 1. */
  first_day: number | string;
  every_days: number | string;
}

interface PlanValues {
  template_code: string | null;
  title: string;
  condition_text: string;
  description: string;
  starts_on: string;
  weeks: number | string;
  steps: Step[];
}

const emptyStep: Step = { title: '', category: null, first_day: 1, every_days: 7 };

/** A plan from a template or from nothing. The template only proposes: every step can be changed before it is made. */
export function MakePlanForm(props: { patientId: string; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const { patientId, onClose } = props;
  const templates = useCommand('wellness.templates', {}, []);
  const make = useAct('wellness.make_plan');
  const { form, saved, refuse, ...draft } = useDraftForm<PlanValues>(`plan:${patientId}`, {
    blank: { template_code: null, title: '', condition_text: '', description: '', starts_on: dateAt(nowMicros(), zone), weeks: 8, steps: [] },
    validate: (values) => ({
      title: needed(values.title),
      weeks: numberOrNull(values.weeks) === null ? t('form.required') : null,
      starts_on: values.starts_on ? null : t('form.required'),
    }),
  });
  const { values } = form;
  const template = templates.data?.find((each) => each.code === values.template_code);
  const choose = (code: string | null) => {
    const chosen = templates.data?.find((each) => each.code === code);
    form.setValues(
      chosen
        ? { template_code: code, title: chosen.title, condition_text: chosen.condition, weeks: chosen.weeks, steps: chosen.steps.map((step) => ({ title: step.title, category: step.category, first_day: step.first_day + 1, every_days: step.every_days ?? '' })) }
        : { template_code: null },
    );
  };
  const change = (index: number, part: Partial<Step>) => form.setFieldValue('steps', values.steps.map((step, at) => (at === index ? { ...step, ...part } : step)));
  const submit = () =>
    form.onSubmit((typed) =>
      make.mutate(
        {
          patient_id: patientId,
          template_code: typed.template_code,
          title: typed.title.trim(),
          condition_text: orNull(typed.condition_text),
          description: orNull(typed.description),
          starts_on: typed.starts_on,
          weeks: numberOrNull(typed.weeks) ?? 0,
          steps: typed.steps.map((step) => ({ title: step.title.trim(), category: step.category, first_day: Math.max(0, (numberOrNull(step.first_day) ?? 1) - 1), every_days: numberOrNull(step.every_days) })),
        },
        {
          onSuccess: ({ id, items }) => {
            saved();
            notifications.show({ message: t('plan.made', { count: items }) });
            void navigate({ to: '/plans/$planId', params: { planId: id } });
          },
          onError: refuse,
        },
      ),
    )();
  return (
    <FormFrame {...draft} banner={draft.banner ?? templates.error} submitLabel={t('plan.submit')} pending={make.isPending} onSubmit={submit} onClose={onClose} testid="plan">
      <Select label={t('plan.template')} placeholder={t('plan.template.none')} clearable data={(templates.data ?? []).map((each) => ({ value: each.code, label: `${each.title} (${each.condition})` }))} value={values.template_code} onChange={choose} data-testid="plan-template" />
      {template && (
        <Text size="xs" c="dimmed">
          {t('plan.template.source', { source: template.source })}
        </Text>
      )}
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label={t('plan.name')} withAsterisk data-testid="plan-title" {...form.getInputProps('title')} />
        <TextInput label={t('plan.condition')} {...form.getInputProps('condition_text')} />
        <DatePickerInput label={t('plan.starts')} valueFormatter={() => showDate(values.starts_on)} {...form.getInputProps('starts_on')} />
        <NumberInput label={t('plan.weeks')} min={1} max={52} clampBehavior="none" data-testid="plan-weeks" {...form.getInputProps('weeks')} />
      </SimpleGrid>
      <Textarea label={t('plan.description')} autosize minRows={1} {...form.getInputProps('description')} />
      <Text fw={590}>{t('plan.steps')}</Text>
      {values.steps.map((step, index) => (
        // A step has no other name than its place while it is being written.
        <div key={index} className={classes.step}>
          <TextInput label={t('plan.step.what')} value={step.title} onChange={(event) => change(index, { title: event.currentTarget.value })} data-testid={`step-title-${index}`} />
          <NumberInput label={t('plan.step.day')} min={1} hideControls value={step.first_day} onChange={(first_day) => change(index, { first_day })} />
          <NumberInput label={t('plan.step.every')} placeholder={t('plan.step.every.once')} min={1} hideControls value={step.every_days} onChange={(every_days) => change(index, { every_days })} />
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('plan.step.remove', { number: index + 1 })} onClick={() => form.setFieldValue('steps', values.steps.filter((_, at) => at !== index))} data-testid={`step-remove-${index}`}>
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      {form.errors.steps && <Text c="var(--hf-red)" size="sm" role="alert">{form.errors.steps}</Text>}
      <Group>
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={15} />} onClick={() => form.setFieldValue('steps', [...values.steps, emptyStep])} data-testid="step-add">
          {t('plan.step.add')}
        </Button>
      </Group>
    </FormFrame>
  );
}
