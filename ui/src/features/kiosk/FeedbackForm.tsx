import { Button, Radio, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { DraftNote, FailureNote } from '../../shared/look/Note';
import classes from './kiosk.module.css';
import { OwnCard } from './OwnPage';

const ratings = ['1', '2', '3', '4', '5'] as const;

/** Asks how a visit was. It is said once; the clinic reads it. */
export function FeedbackForm({ visitId }: { visitId: string }) {
  const tell = useAct('people.own_feedback');
  const { form, answered, restored, startAfresh, banner } = useDraftForm<{ rating: string | null; comments: string }>(`own-feedback:${visitId}`, {
    blank: { rating: null, comments: '' },
    validate: (values) => ({ rating: values.rating === null ? t('own.feedback.rating.missing') : null }),
  });
  return (
    <OwnCard title={t('own.feedback.title')} testid="own-feedback">
      <form
        onSubmit={form.onSubmit(({ rating, comments }) =>
          tell.mutate(
            { visit_id: visitId, rating: Number(rating), comments: orNull(comments), language: null },
            answered(() => notifications.show({ message: t('own.feedback.done') })),
          ),
        )}
      >
        <Stack>
          <Text c="dimmed">{t('own.feedback.text')}</Text>
          <DraftNote restored={restored} onAfresh={startAfresh} />
          <Radio.Group aria-label={t('own.feedback.title')} {...form.getInputProps('rating')}>
            <div className={classes.choices}>
              {ratings.map((rating) => (
                <Radio.Card key={rating} value={rating} className={classes.choice} data-testid={`own-rating-${rating}`}>
                  {word('own_rating', rating)}
                </Radio.Card>
              ))}
            </div>
          </Radio.Group>
          <Textarea label={t('own.feedback.comments')} autosize minRows={2} data-testid="own-feedback-comments" {...form.getInputProps('comments')} />
          <FailureNote failure={banner} />
          <div>
            <Button type="submit" loading={tell.isPending} data-testid="own-feedback-submit">
              {t('own.feedback.submit')}
            </Button>
          </div>
        </Stack>
      </form>
    </OwnCard>
  );
}
