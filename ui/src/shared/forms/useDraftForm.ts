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
  /** What was refused and belongs to no field on the screen. */
  banner: Failure | null;
  /** Puts a refusal beside its field, or into the banner. */
  refuse: (failure: Failure | null) => void;
}

/** A form whose typing survives closing, navigation and the idle lock. */
export function useDraftForm<T extends object>(key: string, shape: Shape<T>): DraftForm<T> {
  const draft = useDraft(key, shape.blank);
  const [banner, setBanner] = useState<Failure | null>(null);
  const [restored, setRestored] = useState(draft.restored);
  const form = useForm<T>({
    initialValues: draft.initial,
    onValuesChange: (values) => draft.keep(values),
    ...(shape.validate ? { validate: shape.validate } : {}),
  });
  return {
    form,
    restored,
    banner,
    startAfresh: () => {
      form.setValues(shape.blank);
      form.clearErrors();
      draft.drop();
      setRestored(false);
    },
    saved: () => {
      draft.drop();
      setBanner(null);
    },
    refuse: (failure) => {
      if (failure?.field && failure.field in form.getValues()) {
        form.setErrors({ [failure.field]: failure.sentence });
        setBanner(null);
      } else {
        setBanner(failure);
      }
    },
  };
}
