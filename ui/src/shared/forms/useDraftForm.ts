import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import type { Failure } from '../../api/failure';
import { useDraft } from './draft';

interface Shape<T> {
  blank: T;
  validate?: (values: T) => FormErrors;
}

export interface DraftForm<T extends object> {
  form: UseFormReturnType<T>;
  restored: boolean;
  /** Forgets the typing and shows the blank form. */
  startAfresh: () => void;
  /** Forgets the draft after it has been saved. */
  saved: () => void;
  /** What a command is sent with: the draft goes and `then` comes once it is done, a refusal is shown. */
  answered: (then: () => void) => { onSuccess: () => void; onError: (failure: Failure) => void };
  /** What was refused and belongs to no field on the screen. */
  banner: Failure | null;
  /** Puts a refusal beside its field, or into the banner. */
  refuse: (failure: Failure | null) => void;
}

/** Where the form has the field of the line that a refusal is about; of one line alone the first. */
function inLine(values: object, failure: Failure): string | null {
  const { field, line } = failure;
  if (field === null || field in values) return null;
  const lists = Object.entries(values).filter(([, rows]) => Array.isArray(rows) && (line !== null || rows.length === 1));
  const index = (line ?? 1) - 1;
  const found = lists.filter(([, rows]) => typeof rows[index] === 'object' && rows[index] !== null && field in rows[index]);
  return found.length === 1 && found[0] ? `${found[0][0]}.${index}.${field}` : null;
}

/** Where a refusal of the form is shown: beside its field, or in the banner. */
export function useRefusal<T extends object>(form: UseFormReturnType<T>): Pick<DraftForm<T>, 'banner' | 'refuse'> {
  const [banner, setBanner] = useState<Failure | null>(null);
  return {
    banner,
    refuse: (failure) => {
      const place = failure && inLine(form.getValues(), failure);
      if (failure && place) {
        form.setErrors({ [place]: failure.sentence });
        setBanner(null);
      } else if (failure?.field && failure.field in form.getValues()) {
        form.setErrors({ [failure.field]: failure.sentence });
        setBanner(null);
      } else {
        setBanner(failure);
      }
    },
  };
}

/** A form whose typing survives closing, navigation and the idle lock. */
export function useDraftForm<T extends object>(key: string, shape: Shape<T>): DraftForm<T> {
  const draft = useDraft(key, shape.blank);
  const [restored, setRestored] = useState(draft.restored);
  const form = useForm<T>({
    initialValues: draft.initial,
    onValuesChange: (values) => draft.keep(values),
    ...(shape.validate ? { validate: shape.validate } : {}),
  });
  const { banner, refuse } = useRefusal(form);
  const saved = () => {
    draft.drop();
    refuse(null);
  };
  return {
    form,
    restored,
    banner,
    refuse,
    startAfresh: () => {
      form.setValues(shape.blank);
      form.clearErrors();
      draft.drop();
      setRestored(false);
    },
    saved,
    answered: (then) => ({
      onSuccess: () => {
        saved();
        then();
      },
      onError: refuse,
    }),
  };
}
