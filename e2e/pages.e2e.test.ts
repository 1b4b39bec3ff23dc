import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { findBrowser, launchBrowser } from './browser.ts'

const executable = findBrowser()

describe.skipIf(!executable)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser(executable!)
  })
  afterAll(() => browser.close())

  async function open(url: string): Promise<{ page: Page; faults: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(url)
    return { page, faults }
  }

  test('the explorer falls back to GraphiQL without the internet, and answers the first query', async () => {
    const { page, faults } = await open(inject('system').routerUrl)
    await page.getByRole('button', { name: /execute query/i }).click({ timeout: 60_000 })
    await page.locator('.result-window').getByText('"currencyCode"').first().waitFor({ timeout: 60_000 })
    expect(await page.locator('.result-window').textContent()).toContain('"products"')
    expect(faults).toEqual([])
  })

  test('the console shows nothing before the sign-in, then health and queues', async () => {
    const { page, faults } = await open(inject('system').consoleUrl)
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    expect(await page.getByRole('heading', { name: 'Health' }).count()).toBe(0)

    await page.getByLabel('E-mail').fill('staff@tradewind.example')
    await page.getByLabel('Password').fill('tradewind-demo')
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('All 7 parts are ready.').waitFor()
    for (const part of ['router', 'registry', 'identity', 'catalog', 'inventory', 'ordering', 'payments']) {
      expect(await page.getByRole('cell', { name: part, exact: true }).count(), part).toBeGreaterThan(0)
    }

    await page.getByRole('link', { name: 'ordering', exact: true }).click()
    await page
      .getByText(/completed/i)
      .first()
      .waitFor({ timeout: 60_000 })
    expect(faults).toEqual([])
  })

  test('the console refuses a customer', async () => {
    const { page } = await open(inject('system').consoleUrl)
    await page.getByLabel('E-mail').fill('ines@example.com')
    await page.getByLabel('Password').fill('tradewind-demo')
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('the console is for staff').waitFor()
  })
})
