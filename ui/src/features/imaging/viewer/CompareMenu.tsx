import { Button, Menu, Text } from '@mantine/core';
import { IconColumns2 } from '@tabler/icons-react';
import { useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { FailureNote } from '../../../shared/look/Note';
import { Quiet } from '../../../shared/look/Page';
import { showDay } from '../../../shared/time/format';
import { scanName } from '../scanName';
import type { Scan } from '../types';

/** Stages in which a scan may have images. */
const HAS_IMAGES = ['in_progress', 'acquired', 'reported'];

/** Chooses another scan of the same patient to stand beside this one. */
export function CompareMenu(props: { scan: Scan; beside: string | null; opened: boolean; onOpened: (opened: boolean) => void; onChoose: (scan: string | null) => void }) {
  const { scan, beside } = props;
  const { time_zone: zone } = useSite();
  const loaded = useCommand('imaging.scans', { patient_id: scan.patient.id }, ['scans', 'scan_files']);
  const others = (loaded.data?.scans ?? []).filter((each) => each.id !== scan.id && HAS_IMAGES.includes(each.status));
  const groups = [
    ['viewer.compare.same', others.filter((each) => each.modality === scan.modality)],
    ['viewer.compare.other', others.filter((each) => each.modality !== scan.modality)],
  ] as const;
  return (
    <Menu opened={props.opened} onChange={props.onOpened} position="bottom-end" width={320} shadow="md">
      <Menu.Target>
        <Button size="compact-sm" variant={beside ? 'light' : 'default'} leftSection={<IconColumns2 size={17} />} data-testid="viewer-compare">
          {t('viewer.compare')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {loaded.error && <FailureNote failure={loaded.error} />}
        {loaded.data && others.length === 0 && <Quiet>{t('viewer.compare.none')}</Quiet>}
        {beside && <Menu.Item onClick={() => props.onChoose(null)} data-testid="viewer-compare-end">{t('viewer.compare.end')}</Menu.Item>}
        {groups.map(
          ([label, scans]) =>
            scans.length > 0 && (
              <div key={label}>
                <Menu.Label>{t(label)}</Menu.Label>
                {scans.map((each) => (
                  <Menu.Item key={each.id} fw={each.id === beside ? 650 : 400} role="menuitemradio" aria-checked={each.id === beside} onClick={() => props.onChoose(each.id)} data-testid="viewer-prior">
                    {t('viewer.compare.line', { scan: scanName(each), when: showDay(each.acquired_at ?? each.ordered_at, zone) })}
                    {each.study_description && (
                      <Text size="xs" c="dimmed" className="any-script">
                        {each.study_description}
                      </Text>
                    )}
                  </Menu.Item>
                ))}
              </div>
            ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
