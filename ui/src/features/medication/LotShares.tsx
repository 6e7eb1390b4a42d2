import { Badge, Button, Group, NumberInput, Table, Text } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { t } from '../../app/messages';
import { showNumber } from '../../shared/time/format';
import { lastDay, lotName, shares, sumOf, type TakeLot, type Takes } from './lots';

interface Props {
  lots: readonly TakeLot[];
  /** A lot that bears another name says so. */
  medicine: string;
  quantity: number;
  takes: Takes | null;
  onTakes: (takes: Takes | null) => void;
  error?: string;
}

/** The lots of a medicine, what expires first first, and how much is taken of each. */
export function LotShares({ lots, medicine, quantity, takes, onTakes, error }: Props) {
  const taken = sumOf(shares(lots, takes));
  const proposed = (): Record<string, number | string> => Object.fromEntries(lots.map((lot) => [lot.id, lot.take || '']));
  return (
    <div data-testid="lot-shares">
      <Group justify="space-between" mih="1.9rem">
        <Text fw={570} size="sm">
          {t('pharmacy.lots')}
        </Text>
        {takes !== null && (
          <Button variant="subtle" size="compact-sm" leftSection={<IconRestore size={15} />} onClick={() => onTakes(null)} data-testid="lots-as-proposed">
            {t('pharmacy.as_proposed')}
          </Button>
        )}
      </Group>
      <Table verticalSpacing={5} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('pharmacy.lot')}</Table.Th>
            <Table.Th>{t('pharmacy.expires')}</Table.Th>
            <Table.Th ta="end">{t('pharmacy.on_hand')}</Table.Th>
            <Table.Th ta="end" w="8rem">
              {t('pharmacy.take')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lots.map((lot) => (
            <Table.Tr key={lot.id} data-testid="lot-share" c={lot.expired ? 'dimmed' : undefined}>
              <Table.Td>
                <Text span fw={550} className="numbers">
                  {lotName(lot)}
                </Text>
                {lot.name !== medicine && (
                  <Text size="xs" c="dimmed" className="any-script">
                    {lot.name}
                  </Text>
                )}
              </Table.Td>
              <Table.Td className="numbers">
                {lastDay(lot)} {lot.expired && <Badge color="red">{t('pharmacy.expired')}</Badge>}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {showNumber(lot.level, 3)} {lot.unit}
              </Table.Td>
              <Table.Td>
                {!lot.expired && (
                  <NumberInput
                    aria-label={t('pharmacy.take_from', { lot: lotName(lot) })}
                    size="xs"
                    hideControls
                    allowNegative={false}
                    decimalScale={3}
                    styles={{ input: { textAlign: 'end' } }}
                    value={takes === null ? lot.take || '' : (takes[lot.id] ?? '')}
                    onChange={(value) => onTakes({ ...(takes ?? proposed()), [lot.id]: value })}
                    data-testid="lot-take"
                  />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {taken !== quantity && (
        <Text size="sm" c="var(--hf-amber)" data-testid="lots-sum">
          {t('pharmacy.take.sum', { taken: showNumber(taken, 3), quantity: showNumber(quantity, 3) })}
        </Text>
      )}
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
