import { ActionIcon, Button, Checkbox, Fieldset, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { CarePlan, RequestOf } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { dayTrouble } from '../../../shared/forms/clock';
import { orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { datePattern, parseDate, typedDate } from '../../../shared/time/typed';

type GoalStatus = CarePlan['goals'][number]['status'];
const goalStatuses: readonly GoalStatus[] = ['open', 'reached', 'dropped'];

interface PlanValues {
  title: string;
  category: string;
  description: string;
  /** Days as typed. */
  starts_on: string;
  ends_on: string;
  goals: { id: string | null; text: string; target: string; due_on: string; status: GoalStatus }[];
  activities: { id: string | null; text: string; due_on: string; is_dropped: boolean }[];
  notes: string;
}

function valuesOf(plan: CarePlan | undefined): PlanValues {
  return {
    title: plan?.title ?? '',
    category: plan?.category ?? '',
    description: plan?.description ?? '',
    starts_on: typedDate(plan?.starts_on ?? null),
    ends_on: typedDate(plan?.ends_on ?? null),
    goals: plan ? plan.goals.map((goal) => ({ id: goal.id, text: goal.text, target: goal.target ?? '', due_on: typedDate(goal.due_on), status: goal.status })) : [{ id: null, text: '', target: '', due_on: '', status: 'open' }],
    // What was done stays done and is not changed here.
    activities: plan ? plan.activities.filter((each) => each.status !== 'done').map((each) => ({ id: each.id, text: each.text, due_on: typedDate(each.due_on), is_dropped: each.status === 'dropped' })) : [{ id: null, text: '', due_on: '', is_dropped: false }],
    notes: plan?.notes ?? '',
  };
}

/** A plan of care: what is aimed at, and what is done for it. */
export function CarePlanForm(props: { patientId: string; plan?: CarePlan; onDone: () => void }) {
  const { plan } = props;
  const write = useAct('encounters.write_care_plan');
  const update = useAct('encounters.update_care_plan');
  const { form, answered, refuse, ...draft } = useDraftForm<PlanValues>(plan ? `care-plan:${plan.id}` : `care-plan:new:${props.patientId}`, {
    blank: valuesOf(plan),
    validate: (values) => ({
      title: values.title.trim() === '' ? t('care_plan.title.missing') : null,
      starts_on: dayTrouble(values.starts_on),
      ends_on: dayTrouble(values.ends_on),
      ...Object.fromEntries(values.goals.map((goal, index) => [`goals.${index}.due_on`, dayTrouble(goal.due_on)])),
      ...Object.fromEntries(values.activities.map((each, index) => [`activities.${index}.due_on`, dayTrouble(each.due_on)])),
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      const told: Omit<RequestOf<'encounters.write_care_plan'>, 'patient_id'> = {
        title: values.title.trim(),
        category: orNull(values.category),
        description: orNull(values.description),
        starts_on: parseDate(values.starts_on),
        ends_on: parseDate(values.ends_on),
        // A line that was begun and left empty is not meant.
        goals: values.goals.filter((goal) => goal.id !== null || goal.text.trim() !== '').map((goal) => ({ ...goal, text: goal.text.trim(), target: orNull(goal.target), due_on: parseDate(goal.due_on) })),
        activities: values.activities.filter((each) => each.id !== null || each.text.trim() !== '').map((each) => ({ ...each, text: each.text.trim(), due_on: parseDate(each.due_on) })),
        notes: orNull(values.notes),
      };
      const options = answered(() => {
        notifications.show({ message: t(plan ? 'care_plan.changed' : 'care_plan.written', { title: told.title }) });
        props.onDone();
      });
      if (plan) update.mutate({ id: plan.id, version: plan.version, ...told }, options);
      else write.mutate({ patient_id: props.patientId, ...told }, options);
    })();
  const { values } = form;
  return (
    <FormFrame {...draft} submitLabel={t(plan ? 'common.save' : 'care_plan.write')} pending={write.isPending || update.isPending} onSubmit={submit} onClose={props.onDone} testid="care-plan">
      <TextInput label={t('care_plan.name')} placeholder={t('care_plan.name.example')} data-autofocus data-testid="care-plan-title" {...form.getInputProps('title')} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('care_plan.starts')} placeholder={datePattern()} {...form.getInputProps('starts_on')} />
        <TextInput label={t('care_plan.ends')} placeholder={datePattern()} {...form.getInputProps('ends_on')} />
      </SimpleGrid>
      <Textarea label={t('care_plan.description')} autosize minRows={1} {...form.getInputProps('description')} />
      <Fieldset legend={t('care_plan.goals')}>
        <Stack gap="xs">
          {values.goals.map((goal, index) => (
            <Group key={goal.id ?? `new${index}`} gap="xs" align="flex-end">
              <TextInput flex="2 1 12rem" label={t('care_plan.goal')} data-testid="care-plan-goal" {...form.getInputProps(`goals.${index}.text`)} />
              <TextInput flex="1 1 9rem" label={t('care_plan.target')} placeholder={t('care_plan.target.example')} data-testid="care-plan-target" {...form.getInputProps(`goals.${index}.target`)} />
              <TextInput w="8rem" label={t('care_plan.due')} placeholder={datePattern()} {...form.getInputProps(`goals.${index}.due_on`)} />
              {goal.id !== null && <Select w="9rem" label={t('care_plan.goal_status')} allowDeselect={false} data={choices('goal_status', goalStatuses)} {...form.getInputProps(`goals.${index}.status`)} />}
              {goal.id === null && (
                <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('care_plan.drop_line', { text: goal.text })} onClick={() => form.removeListItem('goals', index)}>
                  <IconX size={16} />
                </ActionIcon>
              )}
            </Group>
          ))}
          {form.errors.goals && <Text size="sm" c="var(--hf-red)">{form.errors.goals}</Text>}
          <div>
            <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={15} />} onClick={() => form.insertListItem('goals', { id: null, text: '', target: '', due_on: '', status: 'open' })}>
              {t('care_plan.add_goal')}
            </Button>
          </div>
        </Stack>
      </Fieldset>
      <Fieldset legend={t('care_plan.activities')}>
        <Stack gap="xs">
          {values.activities.map((each, index) => (
            <Group key={each.id ?? `new${index}`} gap="xs" align="flex-end">
              <TextInput flex="2 1 14rem" label={t('care_plan.activity')} data-testid="care-plan-activity" {...form.getInputProps(`activities.${index}.text`)} />
              <TextInput w="8rem" label={t('care_plan.due')} placeholder={datePattern()} {...form.getInputProps(`activities.${index}.due_on`)} />
              {each.id !== null && <Checkbox mb={9} label={t('care_plan.dropped')} {...form.getInputProps(`activities.${index}.is_dropped`, { type: 'checkbox' })} />}
              {each.id === null && (
                <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('care_plan.drop_line', { text: each.text })} onClick={() => form.removeListItem('activities', index)}>
                  <IconX size={16} />
                </ActionIcon>
              )}
            </Group>
          ))}
          {form.errors.activities && <Text size="sm" c="var(--hf-red)">{form.errors.activities}</Text>}
          <div>
            <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={15} />} onClick={() => form.insertListItem('activities', { id: null, text: '', due_on: '', is_dropped: false })}>
              {t('care_plan.add_activity')}
            </Button>
          </div>
        </Stack>
      </Fieldset>
      <Textarea label={t('care_plan.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
