import { Button, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconBuildingHospital, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../app/messages';
import { useSession } from '../../app/session';
import { CreateClinic } from './CreateClinic';
import { Doorstep } from './Doorstep';
import { JoinClinic } from './JoinClinic';
import { RecoveryKey } from './RecoveryKey';
import classes from './session.module.css';

type Step = { at: 'choose' } | { at: 'create' } | { at: 'join' } | { at: 'key'; recovery_key: string };

/** The first minutes on a new PC: a clinic of its own, or one that exists already. */
export function FirstRunPage() {
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const { refresh } = useSession();

  switch (step.at) {
    case 'choose':
      return (
        <Doorstep title={t('first.title')} text={t('first.text')} wide>
          <Stack gap="sm">
            <UnstyledButton className={classes.choice} onClick={() => setStep({ at: 'create' })} data-testid="first-create">
              <IconBuildingHospital size={28} stroke={1.6} aria-hidden />
              <div>
                <Text fw={620}>{t('first.create')}</Text>
                <Text size="sm" c="dimmed">
                  {t('first.create.text')}
                </Text>
              </div>
            </UnstyledButton>
            <UnstyledButton className={classes.choice} onClick={() => setStep({ at: 'join' })} data-testid="first-join">
              <IconLink size={28} stroke={1.6} aria-hidden />
              <div>
                <Text fw={620}>{t('first.join')}</Text>
                <Text size="sm" c="dimmed">
                  {t('first.join.text')}
                </Text>
              </div>
            </UnstyledButton>
          </Stack>
        </Doorstep>
      );
    case 'create':
      return <CreateClinic onBack={() => setStep({ at: 'choose' })} onCreated={(recovery_key) => setStep({ at: 'key', recovery_key })} />;
    case 'join':
      return <JoinClinic onBack={() => setStep({ at: 'choose' })} onJoined={() => void refresh()} />;
    case 'key':
      return (
        <Doorstep title={t('recovery.title')} text={t('recovery.text')} wide>
          <RecoveryKey value={step.recovery_key} />
          <Button onClick={() => void refresh()} data-testid="recovery-continue">
            {t('recovery.kept')}
          </Button>
        </Doorstep>
      );
  }
}
