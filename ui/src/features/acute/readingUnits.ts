/** What can be read, and in which units it may be typed; the clinic keeps it in the first. */
export const readingUnits: Readonly<Record<string, readonly string[]>> = {
  glucose: ['mg/dL', 'mmol/L'],
  systolic: ['mmHg'],
  diastolic: ['mmHg'],
  heart_rate: ['/min'],
  oxygen_saturation: ['%'],
  temperature: ['°C', '°F'],
  weight: ['kg', 'lb'],
  respiratory_rate: ['/min'],
  peak_flow: ['L/min'],
  steps: ['steps'],
  sleep_hours: ['h'],
  other: [],
};

export const metrics: readonly string[] = Object.keys(readingUnits);

/** The device that reads it as a rule. */
const devices: Readonly<Record<string, string>> = {
  glucose: 'glucose_meter', systolic: 'blood_pressure_monitor', diastolic: 'blood_pressure_monitor', heart_rate: 'heart_monitor', oxygen_saturation: 'pulse_oximeter', temperature: 'thermometer', weight: 'scale',
  peak_flow: 'spirometer', steps: 'wearable', sleep_hours: 'wearable',
};

export const deviceKinds = ['blood_pressure_monitor', 'glucose_meter', 'pulse_oximeter', 'thermometer', 'scale', 'heart_monitor', 'spirometer', 'wearable', 'other'] as const;

export function usualDevice(metric: string): string {
  return devices[metric] ?? 'other';
}
