import { Badge, Button, Drawer, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDownload, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { Facts } from '../../shared/look/Facts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDate, showList, showNumber } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';
import { modalityWord } from './choices';
import { InstallForm } from './InstallForm';
import { ModelForm } from './ModelForm';
import type { Method } from './types';

/** Kinds that look at pixels and are the clinic's to choose. */
const CHOSEN = ['network', 'device'];

/** How people have decided about what a model proposed: agreement, and no measure of what it misses. */
function agreement(model: Method): string {
  if (model.accuracy === null) return t(model.waiting > 0 ? 'imaging.model.undecided' : 'imaging.model.nothing_yet', { waiting: model.waiting });
  return t('imaging.model.agreement', { percent: showNumber(model.accuracy * 100, 0), accepted: model.accepted, decided: model.decided, waiting: model.waiting });
}

function ModelRow(props: { model: Method; onOpen: () => void }) {
  const { model } = props;
  const chosen = CHOSEN.includes(model.kind);
  return (
    <ChartRow
      testid="model"
      side={
        <Button size="compact-sm" variant="subtle" color="gray" onClick={props.onOpen} aria-label={t('imaging.model.details_of', { model: `${model.name} ${model.model_version}` })} data-testid="model-open">
          {t('imaging.analysis.details')}
        </Button>
      }
    >
      <Group gap="xs">
        <Text span fw={580} c={model.is_active ? undefined : 'dimmed'} className="any-script">
          {model.name} {model.model_version}
        </Text>
        <Badge color={model.is_active ? 'green' : 'gray'}>{t(model.is_active ? 'imaging.model.in_use' : 'imaging.model.retired')}</Badge>
        <Badge color="gray">{word('ai_model_kind', model.kind)}</Badge>
      </Group>
      <Text size="sm" className="any-script">
        {model.purpose}
      </Text>
      <Text size="sm" c="dimmed">
        {[
          model.modalities.length === 0 ? (chosen ? t('imaging.model.modalities.all') : null) : showList(model.modalities.map(modalityWord)),
          t(!chosen ? 'imaging.model.built_in' : model.is_run_here ? 'imaging.model.runs_here' : 'imaging.model.runs_elsewhere'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {(chosen || model.decided + model.waiting > 0) && (
        <Text size="sm" c="dimmed" className="numbers">
          {agreement(model)}
        </Text>
      )}
    </ChartRow>
  );
}

function ModelDetails(props: { model: Method; onClose: () => void }) {
  const { model } = props;
  useDialogKeys(props.onClose);
  const mayKeep = useMay('keep_imaging');
  const retire = useAct('imaging.retire_model');
  const [asked, setAsked] = useState(false);
  return (
    <Stack>
      <Facts
        rows={[
          [t('imaging.model.purpose'), model.purpose],
          [t('imaging.model.limits'), model.limits_text],
          [t('imaging.model.method'), model.method_text],
          [t('imaging.model.source'), model.source_text],
          [t('imaging.model.trained'), showDate(model.last_trained_on)],
          [t('imaging.model.federated'), model.is_federated ? model.federated_over : null],
          [t('imaging.model.agreement.title'), agreement(model)],
        ]}
      />
      {mayKeep && model.is_active && CHOSEN.includes(model.kind) && (
        <Group justify="flex-end">
          <Button variant="default" color="red" onClick={() => setAsked(true)} data-testid="model-retire">
            {t('imaging.model.retire')}
          </Button>
        </Group>
      )}
      <AskOnce
        opened={asked}
        title={t('imaging.model.retire.title', { model: `${model.name} ${model.model_version}` })}
        text={t('imaging.model.retire.text')}
        action={t('imaging.model.retire')}
        leave={t('common.close')}
        failure={retire.error}
        busy={retire.isPending}
        onConfirm={() => retire.mutate({ id: model.id, version: model.version }, { onSuccess: props.onClose })}
        onClose={() => setAsked(false)}
        testid="model-retire"
      />
    </Stack>
  );
}

/** The models that may look at this clinic's images, and how people have judged what they proposed. */
export function ModelsPanel() {
  const methods = useCommand('imaging.methods', {}, ['ai_models', 'findings', 'ai_analyses', 'diagnoses', 'recommendations', 'triage_assessments']);
  const mayKeep = useMay('keep_imaging');
  const [open, setOpen] = useState<'nothing' | 'add' | 'install'>('nothing');
  const [shown, setShown] = useState<Method | null>(null);
  const close = () => setOpen('nothing');
  const models = (methods.data ?? []).filter((each) => CHOSEN.includes(each.kind)).sort((a, b) => Number(b.is_active) - Number(a.is_active));
  const builtIn = (methods.data ?? []).filter((each) => !CHOSEN.includes(each.kind));
  return (
    <>
      <Panel
        title={t('imaging.models')}
        count={models.length}
        flush
        testid="models"
        actions={
          mayKeep && (
            <Group gap="xs" wrap="nowrap">
              <Button size="compact-md" variant="default" leftSection={<IconPlus size={16} />} onClick={() => setOpen('add')} data-testid="model-add">
                {t('imaging.model.add')}
              </Button>
              <Button size="compact-md" leftSection={<IconDownload size={16} />} onClick={() => setOpen('install')} data-testid="model-install">
                {t('imaging.install')}
              </Button>
            </Group>
          )
        }
      >
        <FailureNote failure={methods.error} />
        {methods.data && models.length === 0 && <Quiet>{t('imaging.models.empty')}</Quiet>}
        {models.map((model) => (
          <ModelRow key={model.id} model={model} onOpen={() => setShown(model)} />
        ))}
      </Panel>
      {builtIn.length > 0 && (
        <Panel title={t('imaging.models.built_in')} count={builtIn.length} flush testid="built-in-methods">
          {builtIn.map((model) => (
            <ModelRow key={model.id} model={model} onOpen={() => setShown(model)} />
          ))}
        </Panel>
      )}
      <Drawer opened={open === 'add'} onClose={close} title={t('imaging.model.add')} size="34rem">
        {open === 'add' && <ModelForm onClose={close} />}
      </Drawer>
      <Modal opened={open === 'install'} onClose={close} title={t('imaging.install.title')}>
        {open === 'install' && <InstallForm onClose={close} />}
      </Modal>
      <Drawer opened={shown !== null} onClose={() => setShown(null)} title={shown ? `${shown.name} ${shown.model_version}` : ''} size="34rem">
        {shown && <ModelDetails model={shown} onClose={() => setShown(null)} />}
      </Drawer>
    </>
  );
}
