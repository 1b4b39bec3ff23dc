import { summaryOf } from '../checks/summary.ts'
import type { Check, CheckTask, LintDiagnostic } from '../checks/types.ts'
import { variantPath } from '../pages/addresses.ts'
import type { CheckWorkflowTask, LintResult, Resolvers } from './generated/types.ts'
import { toBuildError } from './launch.ts'

type Task = CheckWorkflowTask & { readonly __typename: string }

/** The page of a check. */
export const checkUrl = (publicUrl: string, { graphId, variant, id }: Check): string =>
  `${publicUrl}${variantPath(graphId, variant)}/checks/${id}`

export const checkResolvers: Pick<Resolvers, 'CheckWorkflow'> = {
  CheckWorkflow: {
    tasks: (check, _, { services }) => {
      const page = checkUrl(services.publicUrl, check)
      return check.tasks.map((task) => toTask(task, page)) as never
    },
  },
}

/** A part of a check as Apollo's API tells it. */
export function toTask(task: CheckTask, targetURL: string): Task {
  const { status } = task
  switch (task.kind) {
    case 'COMPOSITION':
      return {
        __typename: 'CompositionCheckTask',
        status,
        targetURL,
        coreSchemaModified: task.supergraphModified,
        result: { __typename: 'CompositionCheckResult', errors: task.errors.map(toBuildError) },
      } as Task
    case 'OPERATIONS':
      return {
        __typename: 'OperationsCheckTask',
        status,
        targetURL,
        result:
          status === 'BLOCKED'
            ? null
            : {
                checkSeverity: status === 'FAILED' ? 'FAILURE' : 'NOTICE',
                numberOfCheckedOperations: task.checkedOperations,
                changes: task.changes.map((change) => ({
                  severity: change.severity,
                  code: change.code,
                  description: summaryOf(change),
                })),
              },
      } as Task
    case 'LINT':
      return {
        __typename: 'LintCheckTask',
        status,
        targetURL,
        result: toLintResult(task.diagnostics),
      } as Task
    case 'EVENTS':
      return {
        __typename: 'CustomCheckTask',
        status,
        targetURL,
        result: {
          violations: task.findings.map(({ event, field, rule, problem }) => ({
            coordinate: [event, field].filter(Boolean).join(' '),
            level: 'ERROR',
            message: problem,
            rule,
            sourceLocations: [],
          })),
        },
      } as Task
    case 'DOWNSTREAM':
      return {
        __typename: 'DownstreamCheckTask',
        status,
        targetURL,
        results: task.results.map((result) => ({
          downstreamVariantName: result.variant,
          failsUpstreamWorkflow: result.status === 'FAILED',
        })),
      } as Task
  }
}

/** What the linter said, with the counts. */
export function toLintResult(diagnostics: readonly LintDiagnostic[]): LintResult {
  const count = (level: LintDiagnostic['level']): number =>
    diagnostics.filter((diagnostic) => diagnostic.level === level).length
  return {
    diagnostics: diagnostics.map(({ sourceLocations, ...diagnostic }) => ({
      ...diagnostic,
      sourceLocations: sourceLocations.map(({ start, end }) => ({ start: { ...start }, end: { ...end } })),
    })),
    stats: { errorsCount: count('ERROR'), warningsCount: count('WARNING') },
  }
}
