export type SimulatorEvent = { kind: 'customer-replied', userid: string, external_userid: string, text: string }
