import { html, moment, type Html } from '@tradewind/staff'
import type { CheckTask } from '../../checks/types.ts'
import type { CheckDetail } from '../../data/pages/checks.ts'
import { variantPath } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { commit, count, status, who } from '../parts.ts'
import { taskFindings } from './tasks.ts'

/** A check: what it was asked, and the findings of each of its tasks. */
export function checkPage(check: CheckDetail, graph: string, variant: string): string {
  const path = variantPath(graph, variant)
  const { config, baseLaunch, git } = check
  return variantPage(
    { graph, variant, tab: 'checks' },
    check.subgraph ? `Check of ${check.subgraph}` : 'Check of the whole graph',
    html`<p>${status(check.status)}</p>
      <dl>
        <dt>When</dt>
        <dd>${moment(check.createdAt)}</dd>
        <dt>Who</dt>
        <dd>${who(check.who)}</dd>
        ${
          Object.keys(git).length > 0
            ? html`<dt>Commit</dt>
                <dd>${commit(git)} ${git.author ?? ''}</dd>`
            : ''
        }
        <dt>Compared with</dt>
        <dd>
          ${
            baseLaunch
              ? html`<a href="${path}/launches/${baseLaunch.id}">launch #${baseLaunch.number}</a>`
              : 'nothing: no launch had composed'
          }
        </dd>
        <dt>Operations sent</dt>
        <dd>
          ${moment(config.from)} to ${moment(config.to)}, at least ${count(config.queryCountThreshold)}
          times${
            config.queryCountThresholdPercentage > 0
              ? ` and ${config.queryCountThresholdPercentage * 100} % of all requests`
              : ''
          }
        </dd>
        <dt>Schema</dt>
        <dd><a href="${path}/checks/${check.id}/schema.graphql">as it was checked</a></dd>
      </dl>
      ${check.tasks.map((task) => taskSection(task, graph, variant))}`,
  )
}

const titles = {
  COMPOSITION: 'Composition',
  OPERATIONS: 'Operations',
  LINT: 'Lint',
  EVENTS: 'Events',
  DOWNSTREAM: 'Contracts',
} as const

const taskSection = (task: CheckTask, graph: string, variant: string): Html =>
  html`<section id="${task.kind.toLowerCase()}">
    <h2>${titles[task.kind]} ${status(task.status)}</h2>
    ${
      task.status === 'BLOCKED'
        ? html`<p class="quiet">This did not run, since one of the above failed.</p>`
        : taskFindings(task, graph, variant)
    }
  </section>`
