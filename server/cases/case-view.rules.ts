import type { ServiceCase } from '../../contract/cases.schema.ts'
import type { CaseId, RepId } from '../../contract/ids.ts'
import type { FactsCase } from '../customers/customer-facts.ts'

type CaseRow = Omit<FactsCase, 'caseId' | 'handlerUserId'> & { caseId: string, handlerUserId: string }

/** A case as it goes over the wire. */
export const serviceCaseOf = ({ caseId, handlerUserId, openedAt, dueAt, closedAt, ...row }: CaseRow): ServiceCase => ({
  ...row, caseId: caseId as CaseId, handlerUserId: handlerUserId as RepId, openedAt: openedAt.toISOString(), dueAt: dueAt.toISOString(), closedAt: closedAt?.toISOString() ?? null,
})
