/** The value that a share of the values do not exceed; NaN where there are none. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN

export const median = (values: readonly number[]): number => quantile(values, 0.5)
