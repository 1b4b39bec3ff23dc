import { html, moment } from '@tradewind/staff'
import type { LaunchDetail } from '../../data/pages/launches.ts'
import { variantPath } from '../addresses.ts'
import { lineDiff } from '../diff.ts'
import { variantPage } from '../frame.ts'

interface RollbackView {
  readonly graph: string
  readonly variant: string
  readonly target: LaunchDetail
  /** What routers have now. */
  readonly current: LaunchDetail | null
}

/** Asks once more before a roll-back, and shows what it would do. */
export function rollbackPage({ graph, variant, target, current }: RollbackView): string {
  const path = `${variantPath(graph, variant)}/launches/${target.id}`
  return variantPage(
    { graph, variant, tab: 'launches' },
    `Roll back to #${target.number}?`,
    html`<p>
        Routers of ${graph}@${variant} get the supergraph of
        <a href="${path}">launch #${target.number}</a> (${moment(target.createdAt)})
        ${current ? `instead of that of #${current.number}` : ''}, and the subgraphs' schemas of that launch
        are the published ones again. The roll-back is a launch of its own and can be rolled back, too.
      </p>
      <p>Subgraphs keep running as they are: roll back only to what the deployed ones still can answer.</p>
      <form method="post" action="${path}/rollback" class="inline">
        <input type="hidden" name="current" value="${current?.id ?? ''}" />
        <button>Roll back to #${target.number}</button>
        <a href="${path}">Leave it</a>
      </form>
      <h2>What clients will see change</h2>
      ${lineDiff(current?.apiSchemaSdl ?? '', target.apiSchemaSdl ?? '')}`,
  )
}
