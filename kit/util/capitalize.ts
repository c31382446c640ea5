/** Converts the first letter to upper case: `equipmentItem` → `EquipmentItem`. */
export const capitalize = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
