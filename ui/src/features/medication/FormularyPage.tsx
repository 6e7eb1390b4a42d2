import { Button, Group, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { FormularyCautions } from './FormularyCautions';
import { FormularyMedicines } from './FormularyMedicines';

/** The clinic's list of medicines, and what it warns of. */
export function FormularyPage() {
  const may = useMay('see_formulary');
  const mayKeep = useMay('keep_formulary');
  const load = useAct('medication.load_starter');
  const [part, setPart] = useState<'medicines' | 'cautions'>('medicines');
  return (
    <Page
      title={t('admin.formulary')}
      width="76rem"
      testid="formulary"
      actions={
        mayKeep && (
          <Button
            variant="default"
            loading={load.isPending}
            onClick={() => load.mutate({}, { onSuccess: (added) => notifications.show({ message: added.medicines + added.cautions === 0 ? t('formulary.load.nothing') : t('formulary.loaded', { medicines: added.medicines, cautions: added.cautions }) }) })}
            data-testid="formulary-load"
          >
            {t('formulary.load')}
          </Button>
        )
      }
    >
      {!may && <Teach icon={<IconLock size={46} stroke={1.3} />} title={t('admin.not_yours')} text={t('formulary.not_yours')} />}
      {may && (
        <>
          <FailureNote failure={load.error} />
          <Group mb="md">
            <SegmentedControl
              aria-label={t('formulary.part')}
              value={part}
              onChange={(value) => setPart(value === 'cautions' ? 'cautions' : 'medicines')}
              data={[
                { value: 'medicines', label: t('formulary.medicines') },
                { value: 'cautions', label: t('formulary.cautions') },
              ]}
              data-testid="formulary-part"
            />
          </Group>
          {part === 'medicines' ? <FormularyMedicines /> : <FormularyCautions />}
        </>
      )}
    </Page>
  );
}
