import { Button, Group, Modal, Text, Textarea, type ModalProps } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { toFailure } from '../../api/failure';
import { t } from '../../app/messages';
import { FormFrame } from './FormFrame';
import { useDraftForm } from './useDraftForm';

interface Props {
  /** Tells this typing from other, such as `void:` and the id; it is kept until it is sent. */
  draft: string;
  /** What will happen, in words that name the thing. */
  text?: ReactNode;
  label: string;
  description?: string;
  /** What is said where nothing was typed. */
  missing?: string;
  /** The words may be left out. */
  optional?: boolean;
  /** Reasons that are given often; one is taken by a click and may be written on. */
  suggestions?: readonly string[];
  /** The field of the command that is typed here, so that a refusal stands beside it. */
  field?: string;
  submit: string;
  /** What the button says once the clinic has warned; without it a warning refuses. */
  allTheSame?: string;
  /** The code of the refusal that is such a warning. */
  warning?: string;
  leave?: string;
  danger?: boolean;
  /** The words, and whether a warning of the clinic was on the screen when they were sent. */
  send: (words: string, warned: boolean) => Promise<unknown>;
  /** After it was done; without it the window closes. */
  onDone?: () => void;
  onClose: () => void;
  testid: string;
}

/** The question by itself, for a window that is open already. */
export function ReasonForm(props: Props) {
  const field = props.field ?? 'reason';
  const [busy, setBusy] = useState(false);
  const [warned, setWarned] = useState(false);
  const { form, saved, refuse, ...draft } = useDraftForm<Record<string, string>>(props.draft, {
    blank: { [field]: '' },
    validate: (values) => ({ [field]: !props.optional && (values[field] ?? '').trim() === '' ? (props.missing ?? t('accounts.reason.missing')) : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      if (busy) return;
      setBusy(true);
      refuse(null);
      props
        .send((values[field] ?? '').trim(), warned)
        .then(() => {
          saved();
          (props.onDone ?? props.onClose)();
        })
        .catch((thrown: unknown) => {
          const failure = toFailure(thrown, t('failure.unknown'));
          setWarned(failure.code === (props.warning ?? 'warned'));
          refuse(failure);
        })
        .finally(() => setBusy(false));
    })();
  return (
    <FormFrame
      {...draft}
      submitLabel={warned && props.allTheSame ? props.allTheSame : props.submit}
      danger={props.danger ?? false}
      pending={busy}
      {...(props.leave ? { closeLabel: props.leave } : {})}
      onSubmit={submit}
      onClose={props.onClose}
      testid={props.testid}
    >
      {props.text && <Text size="sm">{props.text}</Text>}
      <Textarea
        label={props.label}
        description={props.description}
        autosize
        minRows={2}
        // In a window that opens with it, and in one that is open already.
        data-autofocus
        autoFocus
        data-testid={`${props.testid}-reason`}
        // A reason is a line; whoever needs two takes Shift along.
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          submit();
        }}
        {...form.getInputProps(field)}
      />
      {props.suggestions && (
        <Group gap={6}>
          {props.suggestions.map((each) => (
            <Button key={each} size="compact-sm" variant="default" onClick={() => form.setFieldValue(field, each)}>
              {each}
            </Button>
          ))}
        </Group>
      )}
    </FormFrame>
  );
}

/** Asks once, and why; the reason is what the next reader will want. Open where nothing else is said. */
export function AskReason(props: Props & { title: string; opened?: boolean; size?: ModalProps['size'] }) {
  const { opened = true, title, size = 'md', ...asked } = props;
  return (
    <Modal opened={opened} onClose={props.onClose} title={title} size={size}>
      {opened && <ReasonForm {...asked} />}
    </Modal>
  );
}
