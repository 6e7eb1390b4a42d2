// Whether patients sign in at this PC. It is kept by this PC and says nothing about anybody.

const KEY = 'holdfast-kiosk';

export function isKiosk(): boolean {
  return localStorage.getItem(KEY) !== null;
}

/** Once a patient has signed in here the next one is asked first, until somebody of the clinic works here. */
export function keepAsKiosk(kiosk: boolean): void {
  if (kiosk) localStorage.setItem(KEY, 'yes');
  else localStorage.removeItem(KEY);
}
