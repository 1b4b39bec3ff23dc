import { html, type Html } from '@tradewind/staff'
import { lintRules } from '../../checks/lint/rules.ts'
import type { VariantSettings } from '../../data/pages/settings.ts'
import { variantPath } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { option } from '../usage/period.ts'

export const DAY_S = 24 * 60 * 60

interface SettingsView {
  readonly graph: string
  readonly variant: string
  readonly mayWrite: boolean
  /** Why the last try to change them failed. */
  readonly message?: string
}

/** What checks of a variant look at, where rover's flags do not say otherwise. */
export function settingsPage(
  { lintConfig, checkConfig }: VariantSettings,
  { graph, variant, mayWrite, message }: SettingsView,
): string {
  const path = `${variantPath(graph, variant)}/settings`
  const share = checkConfig['queryCountThresholdPercentage'] ?? 0
  return variantPage(
    { graph, variant, tab: 'settings' },
    'Settings',
    html`${message ? html`<p class="bad" role="alert">${message}</p>` : ''}
      <form method="post" action="${path}">
        <fieldset class="plain" ${mayWrite ? '' : html`disabled`}>
          <h2>Checks</h2>
          <p>Which operations count as used, unless rover’s flags say otherwise.</p>
          <div class="fields">
            <label
              >Days back
              <input
                type="number"
                name="days"
                min="1"
                max="365"
                required
                value="${Math.round((checkConfig['validationPeriodSeconds'] ?? 7 * DAY_S) / DAY_S)}"
            /></label>
            <label
              >Sent at least so often
              <input
                type="number"
                name="count"
                min="1"
                max="1000000000"
                required
                value="${checkConfig['queryCountThreshold'] ?? 1}"
            /></label>
            <label
              >… and at least this percentage of all requests
              <input
                type="number"
                name="percentage"
                min="0"
                max="100"
                step="any"
                required
                value="${Number((share * 100).toFixed(6))}"
            /></label>
          </div>
          <h2>Lint</h2>
          <p>An error fails a check, a warning does not.</p>
          <div class="fields">
            ${Object.entries(lintRules).map(([rule, byDefault]) =>
              ruleChoice(rule, byDefault, lintConfig[rule]),
            )}
          </div>
          ${mayWrite ? html`<p><button>Save</button></p>` : ''}
        </fieldset>
      </form>`,
  )
}

const ruleChoice = (rule: string, byDefault: string, level: string | undefined): Html =>
  html`<label
    ><code>${rule}</code>
    <select name="${rule}">
      ${option('', `default (${byDefault.toLowerCase()})`, level === undefined)}
      ${['ERROR', 'WARNING', 'OFF'].map((each) => option(each, each.toLowerCase(), each === level))}
    </select></label
  >`
