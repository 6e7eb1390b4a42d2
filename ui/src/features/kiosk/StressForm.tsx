import { Button, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { DraftNote, FailureNote, Note } from '../../shared/look/Note';
import classes from './kiosk.module.css';
import { OwnCard } from './OwnPage';

const ratings = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const;

/** How strained the patient feels, in one touch. What it means is for whoever looks after them. */
export function StressForm() {
  const tell = useAct('wellness.own_stress_reading');
  const [told, setTold] = useState(false);
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<{ self_rating: string | null; notes: string }>('own-stress', {
    blank: { self_rating: null, notes: '' },
    validate: (values) => ({ self_rating: values.self_rating === null ? t('own.feedback.rating.missing') : null }),
  });
  return (
    <OwnCard title={t('own.stress.title')} testid="own-stress">
      {told ? (
        <>
          <Note tone="green" testid="own-stress-told">
            {t('own.stress.done')}
          </Note>
          <div>
            <Button variant="default" onClick={() => setTold(false)}>
              {t('own.stress.again')}
            </Button>
          </div>
        </>
      ) : (
        <form
          onSubmit={form.onSubmit(({ self_rating, notes }) =>
            tell.mutate(
              { recorded_at: null, rmssd_ms: null, beat_intervals_ms: null, heart_rate_bpm: null, self_rating: Number(self_rating), gad7_score: null, notes: orNull(notes) },
              {
                onSuccess: () => {
                  startAfresh();
                  saved();
                  setTold(true);
                },
                onError: refuse,
              },
            ),
          )}
        >
          <Stack>
            <Text c="dimmed">{t('own.stress.text')}</Text>
            <DraftNote restored={restored} onAfresh={startAfresh} />
            <Radio.Group aria-label={t('own.stress.title')} {...form.getInputProps('self_rating')}>
              <div className={classes.choices}>
                {ratings.map((rating) => (
                  <Radio.Card key={rating} value={rating} className={classes.choice} data-narrow data-testid={`own-stress-${rating}`}>
                    {rating}
                  </Radio.Card>
                ))}
              </div>
            </Radio.Group>
            <Textarea label={t('own.stress.notes')} autosize minRows={1} data-testid="own-stress-notes" {...form.getInputProps('notes')} />
            <FailureNote failure={banner} />
            <div>
              <Button type="submit" loading={tell.isPending} data-testid="own-stress-submit">
                {t('own.stress.submit')}
              </Button>
            </div>
          </Stack>
        </form>
      )}
      <Text c="dimmed">{t('own.stress.help')}</Text>
    </OwnCard>
  );
}
