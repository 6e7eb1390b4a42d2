import { Button, SimpleGrid, Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { t } from '../../app/messages';
import { Page } from '../../shared/look/Page';
import { ModelsPanel } from './ModelsPanel';
import { TemplatesPanel } from './TemplatesPanel';

/** What imaging works with: models that may look at images, and wordings that reports begin with. */
export function ImagingSetupPage() {
  return (
    <Page
      title={t('imaging.setup')}
      testid="imaging-setup-page"
      actions={
        <Button component={Link} to="/imaging" variant="default" leftSection={<IconArrowLeft size={16} className="mirrored" />}>
          {t('imaging.to_list')}
        </Button>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
        <Stack gap="md">
          <ModelsPanel />
        </Stack>
        <TemplatesPanel />
      </SimpleGrid>
    </Page>
  );
}
