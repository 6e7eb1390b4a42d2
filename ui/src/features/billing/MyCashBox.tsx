import { Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { CashBox } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { Facts } from '../../shared/look/Facts';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { parseMoney, showMoney } from '../../shared/money';
import { showDayAndTime } from '../../shared/time/format';
import { CloseCashForm } from './CloseCashForm';

/** The box of whoever is signed in: opened in the morning, counted and closed in the evening. */
export function MyCashBox() {
  const mayTake = useMay('take_money');
  const cash = useCommand('billing.cash', {}, ['cash_sessions', 'payments']);
  if (!mayTake) return null;
  if (!cash.data) return <FailureNote failure={cash.error} />;
  const { open } = cash.data;
  return (
    <Panel title={t(open ? 'cash.mine' : 'cash.mine.none')} testid="my-cash">
      {open ? <OpenBox box={open} /> : <OpenCashForm />}
    </Panel>
  );
}

function OpenBox({ box }: { box: CashBox }) {
  const { time_zone: zone } = useSite();
  const money = (minor: number) => showMoney(minor, box.currency);
  return (
    <>
      <Facts
        rows={[
          [t('cash.opened'), showDayAndTime(box.opened_at, zone)],
          [t('cash.float'), money(box.opening_float_minor)],
          [t('cash.taken'), money(box.taken_minor)],
          [t('cash.returned'), box.returned_minor > 0 ? money(box.returned_minor) : null],
          [
            t('cash.expected'),
            <Text key="expected" span fw={680} size="xl" className="numbers" data-testid="cash-expected">
              {money(box.expected_minor)}
            </Text>,
          ],
        ]}
      />
      <CloseCashForm box={box} />
    </>
  );
}

function OpenCashForm() {
  const { currency } = useSite();
  const act = useAct('billing.open_cash');
  const { form, answered, ...draft } = useDraftForm('cash-open', {
    blank: { opening_float_minor: '', notes: '' },
    validate: ({ opening_float_minor }) => (parseMoney(opening_float_minor, currency) === null ? { opening_float_minor: t('billing.amount.wrong') } : {}),
  });
  const submit = () =>
    form.onSubmit(({ opening_float_minor, notes }) =>
      act.mutate(
        { opening_float_minor: parseMoney(opening_float_minor, currency) ?? 0, notes: orNull(notes) },
        answered(() => notifications.show({ message: t('cash.opened.done') })),
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('cash.open.submit')} pending={act.isPending} onSubmit={submit} testid="cash-open">
      <Text size="sm">{t('cash.open.text')}</Text>
      <TextInput label={t('cash.open.float', { currency })} inputMode="decimal" size="md" data-testid="cash-float" {...form.getInputProps('opening_float_minor')} />
      <Textarea label={t('cash.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
