/** What the button of a failed page does: sign in again, leave what is not allowed, else try once more. `gone`: where nothing is there any longer; without it that is tried again too. */
export function actOnFailure(kind: string | undefined, { again, leave, gone = again }: { again: () => void, leave: () => void, gone?: () => void }): void {
  if (kind === 'signed-out') location.replace('/auth/wecom')
  else if (kind === 'forbidden') leave()
  else if (kind === 'gone') gone()
  else again()
}
