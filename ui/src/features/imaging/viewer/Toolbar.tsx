import { Button, Kbd, Menu, NativeSelect, Text } from '@mantine/core';
import {
  IconAdjustments, IconAngle, IconArrowsMaximize, IconArrowsMove, IconContrast, IconContrastFilled, IconFlipHorizontal, IconFlipVertical, IconLink, IconPlayerPause, IconPlayerPlay, IconPlayerSkipBack,
  IconPlayerSkipForward, IconPlus, IconMinus, IconRefresh, IconRotate2, IconRotateClockwise2, IconRuler2, IconSquareDashed, IconVector, IconZoomIn, IconLayoutSidebarRight, IconRelationOneToOne,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t, type MessageKey } from '../../../app/messages';
import { showNumber } from '../../../shared/time/format';
import type { Action } from './pane';
import type { Preset } from './presets';
import { ToolButton } from './ToolButton';
import type { Tool } from './usePointer';
import classes from './Viewer.module.css';

export const SPEEDS: readonly number[] = [2, 5, 10, 15, 25, 30];

export const tools: readonly { tool: Tool; keys: string; label: MessageKey; hint: MessageKey; icon: Icon }[] = [
  { tool: 'window', keys: 'w', label: 'viewer.tool.window', hint: 'viewer.hint.window', icon: IconContrast },
  { tool: 'pan', keys: 'p', label: 'viewer.tool.pan', hint: 'viewer.hint.pan', icon: IconArrowsMove },
  { tool: 'zoom', keys: 'z', label: 'viewer.tool.zoom', hint: 'viewer.hint.zoom', icon: IconZoomIn },
  { tool: 'length', keys: 'l', label: 'viewer.tool.length', hint: 'viewer.hint.length', icon: IconRuler2 },
  { tool: 'angle', keys: 'a', label: 'viewer.tool.angle', hint: 'viewer.hint.angle', icon: IconAngle },
  { tool: 'mark', keys: 'n', label: 'viewer.tool.mark', hint: 'viewer.hint.mark', icon: IconSquareDashed },
];

interface Props {
  tool: Tool;
  mayMark: boolean;
  onTool: (tool: Tool) => void;
  act: (action: Action) => void;
  /** Whether there is a picture to do anything to. */
  shown: boolean;
  inverted: boolean;
  own: readonly Preset[];
  usual: readonly Preset[];
  /** The number of pictures in the series. */
  count: number;
  playing: boolean;
  onPlay: () => void;
  speed: number;
  onSpeed: (speed: number) => void;
  findingsShown: boolean;
  onFindings: () => void;
  sideShown: boolean;
  onSide: () => void;
  /** Nothing where nothing is compared. */
  linked: boolean | null;
  onLinked: () => void;
  compare: ReactNode;
}

function Windows(props: Pick<Props, 'own' | 'usual' | 'act' | 'shown'>) {
  const { own, usual, act } = props;
  const item = (preset: Preset, number: number) => (
    <Menu.Item key={number} onClick={() => act({ kind: 'window', window: preset.window })} rightSection={number <= 9 && <Kbd size="xs">{number}</Kbd>} data-testid="viewer-preset">
      {preset.name}
      <Text size="xs" c="dimmed" className="numbers">
        {t('viewer.window', { center: showNumber(preset.window.center), width: showNumber(preset.window.width) })}
      </Text>
    </Menu.Item>
  );
  return (
    <Menu position="bottom-start" width={250} shadow="md">
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconAdjustments size={17} />} disabled={!props.shown} aria-label={t('viewer.windows.choose')} data-testid="viewer-windows">
          {t('viewer.windows')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => act({ kind: 'window', window: null })} rightSection={<Kbd size="xs">0</Kbd>} data-testid="viewer-window-default">
          {t(own.length > 0 ? 'viewer.windows.default' : 'viewer.windows.default.none')}
        </Menu.Item>
        {own.length > 0 && <Menu.Label>{t('viewer.windows.file')}</Menu.Label>}
        {own.map((preset, index) => item(preset, index + 1))}
        {usual.length > 0 && <Menu.Label>{t('viewer.windows.ct')}</Menu.Label>}
        {usual.map((preset, index) => item(preset, own.length + index + 1))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Everything that can be done to a picture, in groups. */
export function Toolbar(props: Props) {
  const { act, shown } = props;
  const button = (label: MessageKey, keys: string, icon: Icon, action: Action, testid: string) => <ToolButton label={t(label)} keys={keys} icon={icon} disabled={!shown && action.kind !== 'step'} onClick={() => act(action)} testid={testid} />;
  const middle = { x: 0, y: 0 };
  const many = props.count > 1;
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('viewer.toolbar')}>
      <div className={classes.group} role="group" aria-label={t('viewer.tools')}>
        {tools
          .filter((each) => each.tool !== 'mark' || props.mayMark)
          .map((each) => (
            <ToolButton key={each.tool} label={t(each.label)} keys={each.keys} icon={each.icon} pressed={props.tool === each.tool} onClick={() => props.onTool(each.tool)} testid={`viewer-tool-${each.tool}`} />
          ))}
      </div>
      <div className={classes.group} role="group" aria-label={t('viewer.windows')}>
        <Windows own={props.own} usual={props.usual} act={act} shown={shown} />
        <ToolButton label={t('viewer.invert')} keys="i" icon={IconContrastFilled} pressed={props.inverted} disabled={!shown} onClick={() => act({ kind: 'invert' })} testid="viewer-invert" />
      </div>
      <div className={classes.group} role="group" aria-label={t('viewer.size')}>
        {button('viewer.zoom_in', '+', IconPlus, { kind: 'zoom', factor: 1.25, at: middle }, 'viewer-zoom-in')}
        {button('viewer.zoom_out', '-', IconMinus, { kind: 'zoom', factor: 0.8, at: middle }, 'viewer-zoom-out')}
        {button('viewer.fit', 'f', IconArrowsMaximize, { kind: 'fit' }, 'viewer-fit')}
        {button('viewer.one_to_one', 'd', IconRelationOneToOne, { kind: 'one_to_one' }, 'viewer-one-to-one')}
      </div>
      <div className={classes.group} role="group" aria-label={t('viewer.turning')}>
        {button('viewer.rotate_left', 'e', IconRotate2, { kind: 'rotate', turns: -1 }, 'viewer-rotate-left')}
        {button('viewer.rotate_right', 'r', IconRotateClockwise2, { kind: 'rotate', turns: 1 }, 'viewer-rotate-right')}
        {button('viewer.flip_across', 'h', IconFlipHorizontal, { kind: 'flip', direction: 'across' }, 'viewer-flip-across')}
        {button('viewer.flip_down', 'v', IconFlipVertical, { kind: 'flip', direction: 'down' }, 'viewer-flip-down')}
        {button('viewer.reset', 'u', IconRefresh, { kind: 'reset' }, 'viewer-reset')}
      </div>
      {many && (
        <div className={classes.group} role="group" aria-label={t('viewer.pictures')}>
          {button('viewer.previous', 'ArrowUp', IconPlayerSkipBack, { kind: 'step', by: -1 }, 'viewer-previous')}
          <ToolButton label={t(props.playing ? 'viewer.pause' : 'viewer.play')} keys="k" icon={props.playing ? IconPlayerPause : IconPlayerPlay} onClick={props.onPlay} testid="viewer-play" />
          {button('viewer.next', 'ArrowDown', IconPlayerSkipForward, { kind: 'step', by: 1 }, 'viewer-next')}
          <NativeSelect size="xs" className={classes.speed ?? ''} aria-label={t('viewer.speed')} value={String(props.speed)} onChange={(event) => props.onSpeed(Number(event.currentTarget.value))} data={SPEEDS.map((speed) => ({ value: String(speed), label: t('viewer.speed.value', { count: speed }) }))} data-testid="viewer-speed" />
        </div>
      )}
      <div className={classes.group}>
        {props.compare}
        {props.linked !== null && <ToolButton label={t('viewer.link')} keys="j" icon={IconLink} pressed={props.linked} onClick={props.onLinked} testid="viewer-link" />}
        <ToolButton label={t('viewer.findings.draw')} keys="g" icon={IconVector} pressed={props.findingsShown} onClick={props.onFindings} testid="viewer-findings-toggle" />
        <ToolButton label={t('viewer.side.show')} keys="x" icon={IconLayoutSidebarRight} pressed={props.sideShown} onClick={props.onSide} testid="viewer-side-toggle" />
      </div>
    </div>
  );
}
