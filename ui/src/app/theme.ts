import { createTheme, type CSSVariablesResolver, type MantineColorScheme, type MantineColorSchemeManager, type MantineColorsTuple } from '@mantine/core';
import { t } from './messages';
import { choose, onWindowSettings, windowSettings } from './windowSettings';

/** The one accent: a quiet sea green-blue, dark enough for white text on it. */
const accent: MantineColorsTuple = [
  '#e8f5f7', '#d2e8ec', '#a4d2da', '#72bac6', '#4aa6b5', '#2f99aa', '#1b92a5', '#0d7f91', '#007282', '#005f6d',
];
const gray: MantineColorsTuple = [
  '#f6f8f9', '#eef1f3', '#e3e8eb', '#d3dade', '#bcc6cc', '#98a5ad', '#75838c', '#55626b', '#3a464e', '#1f282e',
];
const dark: MantineColorsTuple = [
  '#d8dee3', '#b8c1c9', '#97a3ad', '#6b7782', '#3d4750', '#313a42', '#273038', '#1d242a', '#171d22', '#11161a',
];

/** Deep enough for white words on it in light and in dark. */
const red: MantineColorsTuple = [
  '#fff5f5', '#ffe3e3', '#ffc9c9', '#ffa8a8', '#ff8787', '#ff6b6b', '#fa5252', '#d32f2f', '#c92a2a', '#b3261e',
];

/** Made when the window opens, because some of its words are in the person’s language. */
export function createLook() {
  return createTheme({
    primaryColor: 'accent',
    primaryShade: { light: 8, dark: 7 },
    colors: { accent, gray, dark, red },
    fontFamily: "'Inter Variable', 'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif",
    fontFamilyMonospace: "ui-monospace, 'DejaVu Sans Mono', monospace",
    headings: {
      fontWeight: '620',
      sizes: {
        h1: { fontSize: '1.5rem', lineHeight: '1.3' },
        h2: { fontSize: '1.1875rem', lineHeight: '1.35' },
        h3: { fontSize: '1rem', lineHeight: '1.4' },
      },
    },
    fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
    defaultRadius: 'md',
    radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
    cursorType: 'pointer',
    focusRing: 'auto',
    respectReducedMotion: true,
    components: {
      Button: { defaultProps: { size: 'sm' } },
      TextInput: { defaultProps: { size: 'sm' } },
      Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': t('common.close') }, transitionProps: { duration: 90 }, overlayProps: { backgroundOpacity: 0.35 } }, styles: { title: { fontWeight: 620, fontSize: 'var(--mantine-font-size-lg)' } } },
      Drawer: { defaultProps: { position: 'right', closeButtonProps: { 'aria-label': t('common.close') }, transitionProps: { duration: 90 }, overlayProps: { backgroundOpacity: 0.22 } }, styles: { title: { fontWeight: 620, fontSize: 'var(--mantine-font-size-lg)' } } },
      Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('common.close') } } },
      Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
      Badge: { defaultProps: { variant: 'light', radius: 'sm', size: 'md' }, styles: { root: { textTransform: 'none', fontWeight: 590, fontSize: 'var(--mantine-font-size-xs)', height: 'auto', minHeight: '1.4rem', paddingInline: '0.5rem', letterSpacing: 0 }, label: { whiteSpace: 'normal', lineHeight: 1.25 } } },
    },
  });
}

let stopFollowing: (() => void) | null = null;

/** Light or dark is kept by the shell, since the web view keeps nothing. */
export const colorSchemes: MantineColorSchemeManager = {
  get: () => windowSettings().color_scheme,
  set: (scheme) => {
    if (scheme !== windowSettings().color_scheme) void choose({ color_scheme: scheme });
  },
  subscribe: (follow: (scheme: MantineColorScheme) => void) => {
    stopFollowing = onWindowSettings(() => follow(windowSettings().color_scheme));
  },
  unsubscribe: () => stopFollowing?.(),
  clear: () => void choose({ color_scheme: 'auto' }),
};

/** Coloured labels use our state colours, which have the contrast that small text needs. */
const labels = {
  '--mantine-color-orange-light': 'var(--hf-amber-soft)',
  '--mantine-color-orange-light-color': 'var(--hf-amber)',
  '--mantine-color-red-light': 'var(--hf-red-soft)',
  '--mantine-color-red-light-color': 'var(--hf-red)',
  '--mantine-color-green-light': 'var(--hf-green-soft)',
  '--mantine-color-green-light-color': 'var(--hf-green)',
  '--mantine-color-gray-light': 'var(--hf-away)',
  '--mantine-color-gray-light-color': 'var(--mantine-color-text)',
};

/** Our own tokens, beside Mantine's: what a page lies on, hairlines, and the state colours. */
export const tokens: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...labels,
    '--hf-canvas': '#f3f6f7',
    '--hf-line': '#dde3e7',
    '--hf-line-soft': '#edf0f2',
    '--hf-raised': '#ffffff',
    '--hf-hover': '#eff4f5',
    '--hf-away': '#e9eef1',
    '--hf-closed': '#f3f5f6',
    '--hf-block-plain': '#f7f9fa',
    '--hf-block-accent': '#e8f5f7',
    '--hf-amber': '#8f5200',
    '--hf-amber-soft': '#fdf1dc',
    '--hf-red': '#b3261e',
    '--hf-red-soft': '#fdeceb',
    '--hf-green': '#22713f',
    '--hf-green-soft': '#e6f4ea',
    '--mantine-color-dimmed': '#55626b',
    '--mantine-color-placeholder': '#65727b',
    '--mantine-color-text': '#1a2227',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    ...labels,
    '--hf-canvas': '#141a1e',
    '--hf-line': '#323c44',
    '--hf-line-soft': '#283138',
    '--hf-raised': '#222a31',
    '--hf-hover': '#262f36',
    '--hf-away': '#303a42',
    '--hf-closed': '#1a2025',
    '--hf-block-plain': '#2c363e',
    '--hf-block-accent': '#16393f',
    '--hf-amber': '#f0b35c',
    '--hf-amber-soft': '#3a2c14',
    '--hf-red': '#ff8f87',
    '--hf-red-soft': '#3d1f1e',
    '--hf-green': '#7fcf9b',
    '--hf-green-soft': '#18321f',
    '--mantine-color-dimmed': '#9eaab4',
    '--mantine-color-placeholder': '#95a1ab',
    '--mantine-color-text': '#dfe5e9',
    '--mantine-color-error': '#ff8f87',
    '--mantine-color-anchor': '#72bac6',
  },
});
