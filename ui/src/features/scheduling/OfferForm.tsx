import { Button, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { WaitingLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showDayAndTime } from '../../shared/time/format';
import { clockAt, dateAt, minutesBetween, nowMicros } from '../../shared/time/siteTime';
import type { Freed } from './FreedTime';
import { chosenSpan, TimeChoice, timeTroubles, type TimeValues } from './TimeChoice';

interface OfferValues extends TimeValues {
  keep: string | number;
}

/** Offers somebody who waits a time, which is kept for them, or books it at once. */
export function OfferForm(props: { line: WaitingLine; place?: Freed; onDone: (given: boolean) => void }) {
  const { line, place, onDone } = props;
  const { time_zone: zone } = useSite();
  const offer = useAct('scheduling.offer');
  const accept = useAct('scheduling.accept_offer');
  const { form, saved, refuse, ...draft } = useDraftForm<OfferValues>(place ? `offer:${line.id}:${place.starts_at}` : `offer:${line.id}`, {
    blank: place
      ? { practitioner_id: place.practitioner_id, date: dateAt(place.starts_at, zone), clock: clockAt(place.starts_at, zone), minutes: String(minutesBetween(place.starts_at, place.ends_at)), keep: 24 }
      : { practitioner_id: line.practitioner_id, date: line.wanted_from_on ?? dateAt(nowMicros(), zone), clock: '', minutes: '15', keep: 24 },
    validate: (values) => ({ ...timeTroubles(values), keep: numberOrNull(values.keep) === null ? t('form.required') : null }),
  });
  const submit = (booked: boolean) =>
    form.onSubmit((values) => {
      if (!values.practitioner_id) return;
      const span = chosenSpan(values, zone);
      const request = { id: line.id, version: line.version, practitioner_id: values.practitioner_id, ...span };
      const onError = (failure: Parameters<typeof refuse>[0]) => {
        // What is refused about the beginning stands beside the clock that was typed.
        if (failure?.field === 'starts_at') form.setFieldError('clock', failure.sentence);
        else refuse(failure);
      };
      const onSuccess = () => {
        saved();
        if (booked) notifications.show({ message: t('waiting.booked', { name: line.patient.display_name, when: showDayAndTime(span.starts_at, zone) }) });
        onDone(true);
      };
      refuse(null);
      if (booked) accept.mutate({ ...request, room: null }, { onSuccess, onError });
      else offer.mutate({ ...request, minutes: Math.round(Number(values.keep) * 60) }, { onSuccess, onError });
    })();
  return (
    <FormFrame
      {...draft}
      submitLabel={t('waiting.offer.submit')}
      pending={offer.isPending}
      others={
        <Button variant="default" loading={accept.isPending} onClick={() => submit(true)} data-testid="offer-book">
          {t('waiting.offer.book')}
        </Button>
      }
      onSubmit={() => submit(false)}
      onClose={() => onDone(false)}
      testid="offer"
    >
      <TimeChoice form={form} zone={zone} testid="offer" />
      <NumberInput label={t('waiting.offer.keep')} description={t('waiting.offer.keep.text')} min={1} max={168} data-testid="offer-keep" {...form.getInputProps('keep')} />
    </FormFrame>
  );
}
