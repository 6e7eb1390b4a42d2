import { Button, Drawer, Group, Menu, Modal, Select, Stack, Switch, Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBell, IconBellOff, IconShieldCheck, IconVolume } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { AlertLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { choose, useWindowSettings } from '../../app/windowSettings';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { useNow } from '../../shared/time/useNow';
import { AlertActForm, type AlertAct } from './AlertActForm';
import { AlertCard } from './AlertCard';
import { AlertDetails } from './AlertDetails';
import { soundAlert } from './alertSound';
import { ALERT_TABLES, useAskAgain } from './myAlerts';

// The charts are large and only those who run the place look at them.
const ResponseTimes = lazy(() => import('./ResponseTimes').then((module) => ({ default: module.ResponseTimes })));
const route = getRouteApi('/alerts');

function SoundMenu() {
  const { alerts_muted: muted } = useWindowSettings();
  const tryIt = () =>
    void soundAlert(3).then((played) => {
      if (!played) notifications.show({ message: t('alerts.sound.none') });
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={muted ? <IconBellOff size={17} /> : <IconBell size={17} />} aria-label={`${t('alerts.sound.menu')}: ${t(muted ? 'alerts.sound.off' : 'alerts.sound.on')}`} data-testid="alerts-sound">
          {t(muted ? 'alerts.sound.off' : 'alerts.sound.on')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconVolume size={16} />} onClick={tryIt}>
          {t('alerts.sound.try')}
        </Menu.Item>
        <Menu.Item leftSection={muted ? <IconBell size={16} /> : <IconBellOff size={16} />} onClick={() => void choose({ alerts_muted: !muted })} data-testid="alerts-mute">
          {t(muted ? 'alerts.sound.unmute' : 'alerts.sound.mute')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Who needs help, and who goes. */
export function AlertsPage() {
  const maySeeTimes = useMay('see_response_times');
  const [tab, setTab] = useState<string | null>('board');
  return (
    <Page
      title={t('nav.alerts')}
      testid="alerts"
      actions={<SoundMenu />}
    >
      {maySeeTimes ? (
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="board">{t('alerts.board')}</Tabs.Tab>
            <Tabs.Tab value="times" data-testid="alerts-times">
              {t('alerts.times')}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="board">
            <Board />
          </Tabs.Panel>
          <Tabs.Panel value="times">
            <Suspense>
              <ResponseTimes />
            </Suspense>
          </Tabs.Panel>
        </Tabs>
      ) : (
        <Board />
      )}
    </Page>
  );
}

function Board() {
  const { alert: opened } = route.useSearch();
  const navigate = useNavigate();
  const { id: site } = useSite();
  const now = useNow(1);
  const [department, setDepartment] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [acting, setActing] = useState<{ alert: AlertLine; act: AlertAct } | null>(null);
  const board = useCommand('alerts.board', { department_id: department, include_over: over }, ALERT_TABLES, { keepPrevious: true });
  const departments = useCommand('organization.departments', {}, ['departments']);
  useAskAgain('alerts.board', 60);
  const lines = board.data ?? [];
  const open = (id: string | null) => void navigate({ to: '/alerts', search: id ? { alert: id } : {} });
  // An answer of somebody else may have come in while this one was being written.
  const current = acting && (lines.find((line) => line.id === acting.alert.id) ?? acting.alert);
  const choices = (departments.data ?? []).filter((each) => each.is_active && (each.site_id === null || each.site_id === site)).map((each) => ({ value: each.id, label: each.name }));
  return (
    <Stack gap="sm">
      <Group>
        {choices.length > 0 && <Select aria-label={t('alerts.department')} placeholder={t('alerts.department.all')} data={choices} value={department} onChange={setDepartment} clearable w="16rem" data-testid="alerts-department" />}
        <Switch label={t('alerts.over.show')} checked={over} onChange={(event) => setOver(event.currentTarget.checked)} data-testid="alerts-over" />
      </Group>
      <FailureNote failure={board.error} />
      {board.data && lines.length === 0 && <Teach icon={<IconShieldCheck size={46} stroke={1.3} />} title={t('alerts.empty')} text={t('alerts.empty.text')} />}
      {lines.map((alert) => (
        <AlertCard key={alert.id} alert={alert} now={now} onOpen={() => open(alert.id)} onAct={(act) => setActing({ alert, act })} />
      ))}
      <Drawer opened={opened !== undefined} onClose={() => open(null)} title={t('nav.alerts')} size="34rem">
        {opened !== undefined && <AlertDetails id={opened} onClose={() => open(null)} onAct={(alert, act) => setActing({ alert, act })} />}
      </Drawer>
      <Modal opened={acting !== null} onClose={() => setActing(null)} title={acting ? t(`alert_act.${acting.act}.title`, { title: acting.alert.title }) : ''} size="lg" zIndex={250}>
        {acting && current && <AlertActForm alert={current} act={acting.act} onClose={() => setActing(null)} />}
      </Modal>
    </Stack>
  );
}
