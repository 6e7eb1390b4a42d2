import type { UseQueryResult } from '@tanstack/react-query';
import type { ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';

const TABLES = ['patients', 'patient_allergies', 'medical_conditions', 'prescriptions', 'prescription_items', 'lab_results', 'immunizations'] as const;

/** The own record in short. */
export function useOwnRecord(): UseQueryResult<ResponseOf<'people.own_record'>, Failure> {
  return useCommand('people.own_record', {}, TABLES);
}
