import { Text, Title } from '@mantine/core';
import { IconActivity, IconArchive, IconBeach, IconBellRinging, IconBolt, IconBuilding, IconClockPlay, IconDeviceHeartMonitor, IconFileSearch, IconFlask, IconLock, IconLockOpen2, IconNotes, IconPill, IconPlugConnected, IconShieldLock, IconUsersGroup } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { t, type MessageKey } from '../../app/messages';
import { allows, type Ability } from '../../app/permissions';
import { useUser } from '../../app/session';
import { Page, Teach } from '../../shared/look/Page';
import classes from './Administration.module.css';

interface Place {
  to: LinkProps['to'];
  name: string;
  icon: typeof IconBolt;
  needs: Ability;
}

const groups: readonly { title: MessageKey; places: readonly (Place & { label: MessageKey; text: MessageKey })[] }[] = [
  {
    title: 'admin.group.clinic',
    places: [
      { to: '/administration/places', name: 'places', label: 'admin.places', text: 'admin.places.text', icon: IconBuilding, needs: 'keep_clinic' },
      { to: '/administration/duty', name: 'duty', label: 'admin.duty', text: 'admin.duty.text', icon: IconClockPlay, needs: 'keep_clinic' },
      { to: '/administration/days-off', name: 'days-off', label: 'admin.days_off', text: 'admin.days_off.text', icon: IconBeach, needs: 'keep_clinic' },
      { to: '/machines', name: 'machines', label: 'admin.machines', text: 'admin.machines.text', icon: IconDeviceHeartMonitor, needs: 'administer' },
      { to: '/settings', name: 'settings', label: 'admin.people', text: 'admin.people.text', icon: IconUsersGroup, needs: 'keep_staff' },
    ],
  },
  {
    title: 'admin.group.work',
    places: [
      { to: '/administration/alerts', name: 'alerts', label: 'admin.alerts', text: 'admin.alerts.text', icon: IconBellRinging, needs: 'keep_clinic' },
      { to: '/administration/lab-tests', name: 'lab-tests', label: 'admin.lab_tests', text: 'admin.lab_tests.text', icon: IconFlask, needs: 'keep_lab_tests' },
      { to: '/administration/note-templates', name: 'note-templates', label: 'admin.note_templates', text: 'admin.note_templates.text', icon: IconNotes, needs: 'keep_note_templates' },
      { to: '/formulary', name: 'formulary', label: 'admin.formulary', text: 'admin.formulary.text', icon: IconPill, needs: 'keep_formulary' },
      { to: '/administration/rules', name: 'rules', label: 'admin.rules', text: 'admin.rules.text', icon: IconBolt, needs: 'keep_clinic' },
    ],
  },
  {
    title: 'admin.group.watch',
    places: [
      { to: '/administration/audit', name: 'audit', label: 'admin.audit', text: 'admin.audit.text', icon: IconFileSearch, needs: 'keep_clinic' },
      { to: '/administration/access', name: 'access', label: 'admin.access', text: 'admin.access.text', icon: IconLockOpen2, needs: 'keep_clinic' },
      { to: '/administration/security', name: 'security', label: 'admin.security', text: 'admin.security.text', icon: IconShieldLock, needs: 'keep_systems' },
      { to: '/administration/connections', name: 'connections', label: 'admin.connections', text: 'admin.connections.text', icon: IconPlugConnected, needs: 'keep_systems' },
      { to: '/administration/metrics', name: 'metrics', label: 'admin.metrics', text: 'admin.metrics.text', icon: IconActivity, needs: 'see_metrics' },
      { to: '/administration/retention', name: 'retention', label: 'admin.retention', text: 'admin.retention.text', icon: IconArchive, needs: 'keep_retention' },
    ],
  },
];

/** What a clinic decides once for everybody. */
export function AdministrationPage() {
  const { roles } = useUser();
  const mine = groups.map((group) => ({ ...group, places: group.places.filter((place) => allows(roles, place.needs)) })).filter((group) => group.places.length > 0);
  return (
    <Page title={t('nav.administration')} width="72rem" testid="administration">
      {mine.length === 0 && <Teach icon={<IconLock size={46} stroke={1.3} />} title={t('admin.not_yours')} text={t('admin.not_yours.text')} />}
      {mine.map((group) => (
        <section key={group.title} className={classes.group}>
          <Title order={2} className={classes.groupTitle}>
            {t(group.title)}
          </Title>
          <div className={classes.cards}>
            {group.places.map((place) => (
              <Link key={place.name} to={place.to} className={classes.card} data-testid={`admin-${place.name}`}>
                <place.icon size={22} stroke={1.6} aria-hidden />
                <span>
                  <Text span fw={600} display="block">
                    {t(place.label)}
                  </Text>
                  <Text span size="sm" c="dimmed" display="block">
                    {t(place.text)}
                  </Text>
                </span>
              </Link>
            ))}
          </div>
        </section>
      ))}
    </Page>
  );
}
