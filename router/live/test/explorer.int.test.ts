import { expect, test } from 'vitest'
import { findBrowser, launchBrowser } from '../../../e2e/browser.ts'
import { startLiveShop } from './fixture.ts'

const executable = findBrowser()

test.skipIf(!executable)('GraphiQL shows each event of a subscription', { timeout: 60_000 }, async () => {
  await using started = new AsyncDisposableStack()
  const shop = await startLiveShop()
  started.defer(() => shop.stop())
  const browser = await launchBrowser(executable!)
  started.defer(() => browser.close())
  const page = await browser.newPage()
  page.setDefaultTimeout(30_000)

  const query = 'subscription { productUpdated(id: "1") { price available } }'
  await page.goto(`${shop.url}/graphiql?query=${encodeURIComponent(query)}`)
  await page.getByRole('button', { name: /execute/i }).click()
  const answer = page.locator('.result-window')
  await answer.getByText('100').waitFor()
  shop.setPrice('1', 4_711)
  await answer.getByText('4711').waitFor()
  expect(shop.catalog.streams).toBe(1)
})
