import { ActionIcon, Drawer, Menu, Modal } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { ProblemRow } from '../../../api/commands';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { ChangeCondition } from './ChangeCondition';
import { CodeCondition } from './CodeCondition';
import { ConditionHistory } from './ConditionHistory';
import { RefuteCondition, ResolveCondition } from './EndCondition';
import { isRefuted } from './words';

type Open = 'nothing' | 'code' | 'change' | 'resolve' | 'refute' | 'history';

/** What can be done with one condition, wherever it is listed. */
export function ConditionMenu(props: { problem: ProblemRow }) {
  const { problem } = props;
  const mayWrite = useMay('write_conditions');
  const mayHistory = useMay('see_condition_history');
  const [open, setOpen] = useState<Open>('nothing');
  const close = () => setOpen('nothing');
  const stands = mayWrite && !isRefuted(problem);
  if (!stands && !mayHistory) return null;
  const condition = problem.condition_name;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('condition.more', { condition })} data-testid="condition-more">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {stands && (
            <>
              <Menu.Item onClick={() => setOpen('code')} data-testid="condition-code">
                {t(problem.icd10_code ? 'condition.code.other' : 'condition.code')}
              </Menu.Item>
              <Menu.Item onClick={() => setOpen('change')} data-testid="condition-change-open">
                {t('condition.change')}
              </Menu.Item>
              {problem.status !== 'resolved' && (
                <Menu.Item onClick={() => setOpen('resolve')} data-testid="condition-resolve">
                  {t('condition.resolve')}
                </Menu.Item>
              )}
            </>
          )}
          {mayHistory && (
            <Menu.Item onClick={() => setOpen('history')} data-testid="condition-history-open">
              {t('condition.history')}
            </Menu.Item>
          )}
          {stands && (
            <Menu.Item color="red" onClick={() => setOpen('refute')} data-testid="condition-refute">
              {t('condition.refute')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Drawer opened={open === 'change'} onClose={close} title={t('condition.change.title', { condition })} size="28rem">
        {open === 'change' && <ChangeCondition problem={problem} onDone={close} />}
      </Drawer>
      <Modal opened={open === 'code'} onClose={close} title={t('condition.code.title')} size="lg">
        {open === 'code' && <CodeCondition problem={problem} onDone={close} />}
      </Modal>
      <Modal opened={open === 'resolve'} onClose={close} title={t('condition.resolve.title', { condition })}>
        {open === 'resolve' && <ResolveCondition problem={problem} onDone={close} />}
      </Modal>
      <Modal opened={open === 'refute'} onClose={close} title={t('condition.refute.title', { condition })}>
        {open === 'refute' && <RefuteCondition problem={problem} onDone={close} />}
      </Modal>
      <Modal opened={open === 'history'} onClose={close} title={t('condition.history.title', { condition })} size="lg">
        {open === 'history' && <ConditionHistory problem={problem} onClose={close} />}
      </Modal>
    </>
  );
}
