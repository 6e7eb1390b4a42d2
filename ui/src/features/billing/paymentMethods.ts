/** How money is handed over. A credit that pays another invoice moves no money and has its own form. */
export const paymentMethods = ['cash', 'credit_card', 'debit_card', 'mobile_money', 'bank_transfer', 'check', 'insurance', 'other'] as const;
