import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconArrowUp, IconBolt } from '@tabler/icons-react';
import { word } from '../../app/messages';

/** How urgent a scan is: in words, with a sign and a colour for what cannot wait. */
export function PriorityBadge(props: { priority: string }) {
  const { priority } = props;
  const Sign = priority === 'stat' ? IconBolt : priority === 'asap' ? IconAlertTriangle : priority === 'urgent' ? IconArrowUp : null;
  const color = priority === 'stat' ? 'red' : priority === 'asap' || priority === 'urgent' ? 'orange' : 'gray';
  return (
    <Badge color={color} miw="max-content" {...(Sign ? { leftSection: <Sign size={13} aria-hidden /> } : {})}>
      {word('order_priority', priority)}
    </Badge>
  );
}
