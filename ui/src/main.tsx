import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/look.css';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/useCommand';
import { App } from './app/App';
import { typeLatinDigits } from './app/latinDigits';
import { followWindowSettings } from './app/windowSettings';

typeLatinDigits();
const root = document.getElementById('root');
// Language and letters first, so that nothing is drawn twice.
void followWindowSettings().then(() => {
  if (root) createRoot(root).render(<App client={createQueryClient()} />);
});
