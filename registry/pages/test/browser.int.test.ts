import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser, launchBrowser } from '../../../e2e/browser.ts'
import { startPages, type TestPages } from './fixture.ts'
import { seed, type Seeded } from './seed.ts'

const executable = findBrowser()
/** Set to a folder to look at every page oneself. */
const screenshots = process.env.SCREENSHOTS

describe.skipIf(!executable)('in a browser', { timeout: 120_000 }, () => {
  let browser: Browser
  let pages: TestPages
  let seeded: Seeded

  beforeAll(async () => {
    browser = await launchBrowser(executable!)
    pages = await startPages()
    seeded = await seed(pages.database.prisma)
  })
  afterAll(async () => {
    await browser.close()
    await pages.stop()
  })

  async function signIn(page: Page): Promise<void> {
    await page.getByLabel('E-mail').fill('staff@shop.example')
    await page.getByLabel('Password').fill('right')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  /** A page that takes note of whatever goes wrong in it, and of what it asks of others. */
  async function open(options: { colorScheme: 'light' | 'dark'; width: number }) {
    const context = await browser.newContext({
      colorScheme: options.colorScheme,
      viewport: { width: options.width, height: 900 },
    })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(pages.url)) faults.push(`asks ${request.url()}`)
    })
    return { page, faults, close: () => context.close() }
  }

  test.each([
    ['a desk', { colorScheme: 'light', width: 1280 }],
    ['a phone in the dark', { colorScheme: 'dark', width: 390 }],
  ] as const)('staff sign in and read every page on %s', async (name, options) => {
    const { page, faults, close } = await open(options)
    await page.goto(`${pages.url}${seeded.variant}/launches/${seeded.current}`)
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    await signIn(page)
    // Where they wanted to go.
    await page.getByRole('heading', { name: 'Launch #2' }).waitFor()

    for (const [index, path] of everyPage(seeded).entries()) {
      await page.goto(`${pages.url}${path}`)
      expect(await page.getByRole('heading', { level: 1 }).count(), path).toBe(1)
      const excess = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
      expect([path, await page.evaluate(excess)]).toEqual([path, 0])
      if (screenshots) {
        await page.screenshot({
          path: `${screenshots}/${name.replaceAll(' ', '-')}-${index}.png`,
          fullPage: true,
        })
      }
    }
    expect(faults).toEqual([])
    await close()
  })

  test('staff find their way by links: a check, the operation it would break, its field', async () => {
    const { page, faults, close } = await open({ colorScheme: 'light', width: 1280 })
    await page.goto(pages.url)
    await signIn(page)
    await page.getByRole('link', { name: 'shop@current' }).click()
    await page.getByRole('link', { name: 'Checks' }).click()
    await page.locator(`a[href$="${seeded.check}"]`).click()
    await page.getByRole('link', { name: 'Prices' }).click()
    await page.getByText('What it uses of the schema').click()
    await page.getByRole('link', { name: 'Product.title' }).click()
    await page.getByRole('heading', { name: 'Product.title' }).waitFor()
    expect(faults).toEqual([])
    await close()
  })

  test('staff create a key, roll back after a question, and sign out', async () => {
    const { page, faults, close } = await open({ colorScheme: 'light', width: 1280 })
    await page.goto(`${pages.url}/graph/shop/keys`)
    await signIn(page)
    await page.getByLabel('Name').fill('laptop')
    await page.getByLabel('check schemas (pipelines)').check()
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText(/APOLLO_KEY=service:shop:[\w-]{40,}/).waitFor()

    await page.goto(`${pages.url}${seeded.variant}/launches/${seeded.first}`)
    await page.getByRole('link', { name: 'Roll back to this launch' }).click()
    await page.getByRole('button', { name: 'Roll back to #1' }).click()
    await page.getByRole('heading', { name: 'Launch #4' }).waitFor()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(faults).toEqual([])
    await close()
  })

  test('a link on another site leads those who have signed in to the page, without a further sign-in', async () => {
    const forge = createServer((_, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(`<a href="${pages.url}${seeded.variant}/checks/${seeded.check}">the check</a>`),
    )
    await new Promise<void>((resolve) => forge.listen(0, 'localhost', resolve))
    const { page, close } = await open({ colorScheme: 'light', width: 1280 })
    await page.goto(pages.url)
    await signIn(page)
    // A host of another name: for cookies, another site.
    await page.goto(`http://localhost:${(forge.address() as AddressInfo).port}`)
    await page.getByRole('link', { name: 'the check' }).click()
    await page.getByRole('heading', { name: 'Check of catalog' }).waitFor()
    await close()
    forge.closeAllConnections()
    forge.close()
  })
})

const everyPage = ({ variant, ...ids }: Seeded): string[] => [
  '/',
  '/graph/shop',
  '/graph/shop/keys',
  '/graph/shop/audit',
  variant,
  '/graph/shop/variant/public',
  '/graph/shop/variant/empty',
  `${variant}/launches`,
  `${variant}/launches/${ids.first}`,
  `${variant}/launches/${ids.current}`,
  `${variant}/launches/${ids.failed}`,
  `${variant}/launches/${ids.first}/rollback`,
  `${variant}/checks`,
  `${variant}/checks/${ids.check}`,
  `${variant}/checks/${ids.blockedCheck}`,
  `${variant}/settings`,
  `${variant}/fields`,
  `${variant}/fields/Product.title`,
  `${variant}/operations`,
  `${variant}/operations/${ids.operation}`,
]
