import { html, moment, type Html } from '@tradewind/staff'
import type {
  CheckTask,
  CompositionTask,
  DownstreamTask,
  EventsTask,
  LintTask,
  OperationsTask,
} from '../../checks/types.ts'
import { variantPath } from '../addresses.ts'
import { changeFinding, compositionFinding } from '../findings.ts'
import { each, plural, status } from '../parts.ts'

/** What a part of a check found. */
export function taskFindings(task: CheckTask, graph: string, variant: string): Html {
  switch (task.kind) {
    case 'COMPOSITION':
      return composition(task)
    case 'OPERATIONS':
      return operations(task, variantPath(graph, variant))
    case 'LINT':
      return lint(task)
    case 'EVENTS':
      return events(task)
    case 'DOWNSTREAM':
      return downstream(task, graph)
  }
}

const composition = ({ errors, hints, supergraphModified }: CompositionTask): Html =>
  html`<p>
      ${
        errors.length > 0
          ? `It does not compose with the other subgraphs: ${plural(errors.length, 'error')}.`
          : supergraphModified
            ? 'It composes, and the supergraph changes.'
            : 'It composes, and the supergraph stays the same.'
      }
    </p>
    ${each(errors, (error) => compositionFinding(error, 'bad'))}
    ${each(hints, (hint) => compositionFinding(hint, 'warn'))}`

function operations({ changes, checkedOperations }: OperationsTask, variantAddress: string): Html {
  const breaking = changes.filter(({ severity }) => severity === 'FAILURE').length
  return html`<p>
      ${plural(changes.length, 'change')} of the API schema held against
      ${plural(checkedOperations, 'operation')} that clients
      sent${changes.length === 0 ? '.' : breaking > 0 ? `: ${breaking} would break them.` : ': none breaks them.'}
    </p>
    ${
      checkedOperations === 0 && changes.length > 0
        ? html`<p class="warn">
            No operation was reported in this period, so nothing could be broken: see that routers report
            usage.
          </p>`
        : ''
    }
    ${each(changes, (change) => changeFinding(change, variantAddress))}`
}

const lint = ({ diagnostics, errorsCount, warningsCount }: LintTask): Html =>
  html`<p>${plural(errorsCount, 'error')}, ${plural(warningsCount, 'warning')}.</p>
    ${each(
      diagnostics,
      ({ rule, level, coordinate, message, sourceLocations: [place] }) =>
        html`<div class="finding ${level === 'ERROR' ? 'bad' : 'warn'}">
          <p>${message}</p>
          <p class="quiet">
            <code>${rule}</code> · <code>${coordinate}</code>${
              place ? ` · ${place.start.line}:${place.start.column}` : ''
            }
          </p>
        </div>`,
    )}`

const events = ({ comparedWith, reportedAt, findings }: EventsTask): Html =>
  html`<p>
      ${findings.length === 0 ? 'No incompatible change of an event.' : `${plural(findings.length, 'incompatible change')} of events.`}
      Compared with ${comparedWith}, reported ${moment(new Date(reportedAt))}.
    </p>
    ${each(
      findings,
      ({ event, field, rule, problem, subscribers }) =>
        html`<div class="finding bad">
          <p>${problem}</p>
          <p class="quiet">
            <code>${rule}</code>${event ? html` · <code>${event}</code>` : ''}${
              field ? html` · <code>${field}</code>` : ''
            }${subscribers.length > 0 ? ` · consumed by ${subscribers.join(', ')}` : ''}
          </p>
        </div>`,
    )}`

const downstream = ({ results }: DownstreamTask, graph: string): Html =>
  html`${results.map(
    ({ variant, status: outcome, errors, changes }) =>
      html`<h3>${variant} ${status(outcome)}</h3>
        ${each(errors, (error) => compositionFinding(error, 'bad'))}
        ${each(changes, (change) => changeFinding(change, variantPath(graph, variant)))}
        ${errors.length + changes.length === 0 ? html`<p class="quiet">Nothing changes for it.</p>` : ''}`,
  )}`
