const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Copenhagen',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/**
 * The instant of a `YYYY-MM-DDTHH:mm` on Danish clocks, as `<input type="datetime-local">` sends it;
 * `undefined` for what no Danish clock ever showed. Of an hour that comes twice in autumn it is the first.
 */
export function danishTime(local: string): Date | undefined {
  const match = LOCAL.exec(local);
  if (match === null) return undefined;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  // Danish time is one or two hours ahead of UTC; the greater offset gives the earlier instant.
  for (const offsetHours of [2, 1]) {
    const at = new Date(Date.UTC(year, month - 1, day, hour - offsetHours, minute));
    if (onDanishClock(at) === local) return at;
  }
  return undefined;
}

function onDanishClock(at: Date): string {
  const parts = new Map(PARTS.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}
