import { Button, NumberInput, Popover } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull } from '../../shared/forms/text';

/** How early the clinic wants to hear that a lot expires. */
export function ExpiryWarning(props: { days: number }) {
  const set = useAct('medication.set_expiry_warning');
  const [opened, setOpened] = useState(false);
  const [days, setDays] = useState<number | string>(props.days);
  const [missing, setMissing] = useState(false);
  const submit = () => {
    const typed = numberOrNull(days);
    setMissing(typed === null);
    if (typed === null) return;
    set.mutate(
      { days: typed },
      {
        onSuccess: () => {
          setOpened(false);
          notifications.show({ message: t('stock.warning.done') });
        },
      },
    );
  };
  const open = () => {
    setDays(props.days);
    setMissing(false);
    set.reset();
    setOpened(true);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" shadow="md" width={300}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconBell size={16} />} onClick={open} data-testid="expiry-warning">
          {t('stock.warning', { days: props.days })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <FormFrame banner={set.error?.field === 'days' ? null : set.error} pending={set.isPending} onSubmit={submit} testid="expiry-warning">
          <NumberInput
            label={t('stock.warning.label')}
            description={t('stock.warning.text')}
            hideControls
            allowNegative={false}
            allowDecimal={false}
            value={days}
            onChange={setDays}
            error={missing ? t('stock.warning.missing') : set.error?.field === 'days' ? set.error.sentence : null}
            data-autofocus
            data-testid="expiry-warning-days"
          />
        </FormFrame>
      </Popover.Dropdown>
    </Popover>
  );
}
