import { Select } from '@mantine/core';
import { useCommand } from '../api/useCommand';
import { t } from '../app/messages';

interface Props {
  value: string | null;
  onChange: (site: string | null) => void;
  /** What nothing chosen means: every branch, or the one of this PC. */
  none: 'all' | 'here';
  testid?: string;
}

/** One of the clinic's branches; not shown where there is only one. */
export function SiteChoice({ value, onChange, none, testid }: Props) {
  const sites = useCommand('organization.sites', {}, ['sites']);
  const all = sites.data ?? [];
  if (all.length < 2) return null;
  return (
    <Select
      w="13rem"
      aria-label={t('accounts.site')}
      value={value ?? ''}
      onChange={(chosen) => onChange(chosen === '' ? null : chosen)}
      data={[{ value: '', label: t(none === 'all' ? 'accounts.all_sites' : 'accounts.this_site') }, ...all.map((site) => ({ value: site.id, label: site.name }))]}
      allowDeselect={false}
      data-testid={testid}
    />
  );
}
