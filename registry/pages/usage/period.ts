import { html, type Html } from '@tradewind/staff'
import { z } from 'zod'

const choices = [1, 7, 30, 90] as const

/** The days that usage is shown of, as asked for; a week unless told otherwise. */
export const days = z.coerce
  .number()
  .refine((value) => (choices as readonly number[]).includes(value))
  .default(7)

/** What somebody looks for. PostgreSQL takes no zero byte. */
export const searchText = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u)
  .default('')

const HOUR_MS = 3_600_000

/** When a period of so many days began: at a full hour, as usage is counted by the hour. */
export const beginning = (length: number, now = Date.now()): Date =>
  new Date(Math.floor(now / HOUR_MS) * HOUR_MS - length * 24 * HOUR_MS)

export const periodName = (length: number): string =>
  length === 1 ? 'the last day' : `the last ${length} days`

/** A choice of the period for a form. */
export const periodChoice = (chosen: number): Html =>
  html`<label
    >Period
    <select name="days">
      ${choices.map((length) => option(String(length), periodName(length), length === chosen))}
    </select>
  </label>`

export const option = (value: string, label: string, selected: boolean): Html =>
  html`<option value="${value}" ${selected ? html`selected` : ''}>${label}</option>`
