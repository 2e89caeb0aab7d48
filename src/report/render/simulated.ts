/** Said on a report that might be taken for a real one. */
export const SIMULATED = "Simulated AWS account: invented figures";
