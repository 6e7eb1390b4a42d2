import type { desktop as english } from '../en/desktop';

/** What Holdfast says outside its window, and what is set for one PC. The shell fills in {count}, {kind} and {place}. */
export const desktop: Readonly<Record<keyof typeof english, string>> = {
  'desktop.open': 'Abrir Holdfast',
  'desktop.quit': 'Salir de Holdfast',
  'desktop.closed': 'Nadie ha iniciado sesión',
  'desktop.synced': 'Sincronizado',
  'desktop.offline': 'Trabajando sin conexión. Cambios pendientes: {count}',
  'desktop.decisions': 'Pendiente de decisión: {count}',
  'desktop.alerts': 'Alertas abiertas que le llaman: {count}',
  'desktop.update_due': 'Este equipo necesita una versión más reciente de Holdfast',
  'desktop.alert.title': 'Una alerta le llama',
  'desktop.alert.at': '{kind}, {place}',
  'desktop.alert.locked': 'Hay una alerta abierta',
  'desktop.title': 'Holdfast en este equipo',
  'desktop.keep_running': 'Mantener Holdfast en marcha al cerrar la ventana, para que las alertas lleguen',
  'desktop.keep_running.text': 'Queda en la bandeja del sistema. Elíjalo allí, o vuelva a iniciar Holdfast, para recuperar la ventana.',
  'desktop.keep_running.no_tray': 'Este escritorio no muestra bandeja, así que aquí Holdfast termina con su ventana.',
  'desktop.start_at_login': 'Iniciar Holdfast cuando alguien entre en este equipo',
  'desktop.update': 'El servidor tiene una versión de Holdfast más reciente que este equipo. Pida a su informático que la instale también aquí. Mientras tanto todo sigue funcionando y no se pierde nada.',
};
