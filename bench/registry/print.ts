export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function printGoal(what: string, value: number, unit: string, goal: number): void {
  const verdict = value < goal ? 'met' : 'MISSED'
  console.log(
    `${what.padEnd(44)}${value.toFixed(2).padStart(8)} ${unit.padEnd(2)} goal < ${goal} ${unit}: ${verdict}`,
  )
}
