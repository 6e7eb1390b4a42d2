import type { desktop as english } from '../en/desktop';

/** What Holdfast says outside its window, and what is set for one PC. The shell fills in {count}, {kind} and {place}. */
export const desktop: Readonly<Record<keyof typeof english, string>> = {
  'desktop.open': 'Ouvrir Holdfast',
  'desktop.quit': 'Quitter Holdfast',
  'desktop.closed': 'Personne n’est connecté',
  'desktop.synced': 'Synchronisé',
  'desktop.offline': 'Travail hors ligne. Modifications en attente : {count}',
  'desktop.decisions': 'En attente d’une décision : {count}',
  'desktop.alerts': 'Alertes ouvertes qui vous appellent : {count}',
  'desktop.update_due': 'Une version plus récente de Holdfast est à installer sur ce poste',
  'desktop.alert.title': 'Une alerte vous appelle',
  'desktop.alert.at': '{kind}, {place}',
  'desktop.alert.locked': 'Une alerte est ouverte',
  'desktop.title': 'Holdfast sur ce poste',
  'desktop.keep_running': 'Garder Holdfast actif quand la fenêtre est fermée, pour que les alertes vous parviennent',
  'desktop.keep_running.text': 'Il reste dans la zone de notification. Choisissez-le là, ou démarrez Holdfast de nouveau, pour retrouver la fenêtre.',
  'desktop.keep_running.no_tray': 'Ce bureau n’a pas de zone de notification : Holdfast s’arrête ici avec sa fenêtre.',
  'desktop.start_at_login': 'Démarrer Holdfast à l’ouverture de session sur ce poste',
  'desktop.update': 'Le serveur a une version de Holdfast plus récente que ce poste. Demandez à votre informaticien de l’installer ici aussi. D’ici là tout continue de fonctionner et rien n’est perdu.',
};
