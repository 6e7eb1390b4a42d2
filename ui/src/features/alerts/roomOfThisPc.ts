// Where this PC stands, so that a call for help from it need not say so. Kept only when somebody
// says that it always stands there: a trolley would send people to the wrong room.

const KEY = 'holdfast-room';

export function roomOfThisPc(): string {
  return localStorage.getItem(KEY) ?? '';
}

export function keepRoomOfThisPc(room: string | null): void {
  if (room) localStorage.setItem(KEY, room);
  else localStorage.removeItem(KEY);
}
