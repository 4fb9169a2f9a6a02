//! What dispatch knows and sends: nine loads of two sources, each with its row, two stops and a POD, in versions. Rows are made
//! here and delivered in any order, as files of the drop.

use crate::joint::company::Company;

/// A load as dispatch has it.
#[derive(Debug, Clone)]
pub struct Load {
    pub west: bool,
    pub number: &'static str,
    pub customer: &'static str,
    pub lane: (&'static str, &'static str),
    pub bol: &'static str,
    pub day: u32,
    pub miles: u32,
    pub status: &'static str,
    /// Minutes that the truck waited at the delivery.
    pub waited: u32,
    /// Counts what was said of it.
    pub version: u32,
}

const LANES: [(&str, &str); 3] = [("Memphis TN", "Dallas TX"), ("Tulsa OK", "Omaha NE"), ("Reno NV", "Provo UT")];

/// (west, number, customer, lane, BOL, day, miles). The sources count alike, and two of their loads have one BOL.
type Row = (bool, &'static str, &'static str, usize, &'static str, u32, u32);
const LOADS: [Row; 9] = [
    (false, "L-1", "ACME", 0, "B1", 17, 450),
    (false, "L-2", "ACME", 1, "B2", 18, 390),
    (false, "L-3", "BIGCO", 1, "B3", 18, 380),
    (false, "L-4", "BIGCO", 2, "B4", 19, 510),
    (false, "L-5", "SOLO", 2, "B5", 20, 505),
    (false, "L-6", "BIGCO", 0, "B6", 21, 455),
    (true, "L-1", "BIGCO", 0, "B7", 24, 452),
    (true, "L-2", "ACME", 0, "B8", 25, 451),
    (true, "L-3", "SOLO", 2, "B5", 26, 500),
];

/// Every load, delivered.
pub fn loads() -> Vec<Load> {
    let load = |(west, number, customer, lane, bol, day, miles): Row| Load {
        west,
        number,
        customer,
        lane: LANES[lane],
        bol,
        day,
        miles,
        status: "delivered",
        waited: 30,
        version: 1,
    };
    LOADS.into_iter().map(load).collect()
}

impl Load {
    /// As the workbench knows it.
    pub fn identity(&self) -> String {
        if self.west { format!("west/{}", self.number) } else { self.number.to_owned() }
    }

    fn folder(&self) -> &'static str {
        if self.west { "west" } else { "drop" }
    }

    fn updated(&self) -> String {
        format!("2025-03-01T{:02}:{:02}:00Z", self.version / 60, self.version % 60)
    }

    /// The load's own row, in a file.
    pub fn row(&self) -> Delivery {
        let Load { number, customer, status, miles, bol, .. } = self;
        let head = "load_number,customer,mode,equipment,status,miles,currency,updated_at,ref:bol";
        let row = format!("{number},{customer},TL,53ft dry van,{status},{miles},USD,{},{bol}", self.updated());
        Delivery::new(self.folder(), "loads", head, row)
    }

    /// Both stops, of a number that is written in another way.
    pub fn stops(&self) -> Delivery {
        let head = "load_number,seq,type,name,city,region,country,zone,schedule,arrived_at,departed_at,updated_at";
        let (from, to, day) = (self.lane.0, self.lane.1, self.day);
        let number = self.number.to_lowercase().replace('-', "\u{2011}");
        let left = format!("2025-02-{:02} {:02}:{:02}", day + 1, 9 + self.waited / 60, self.waited % 60);
        let place = |city: &str| format!("{city},{},US,America/Chicago,FCFS", &city[city.len() - 2..]);
        let rows = format!(
            "{number},1,pickup,Dock A,{},2025-02-{day:02} 07:00,2025-02-{day:02} 08:00,{}\n \
             {number} ,2,delivery,Dock B,{},2025-02-{:02} 09:00,{left},{}",
            place(from),
            self.updated(),
            place(to),
            day + 1,
            self.updated()
        );
        Delivery::new(self.folder(), "stops", head, rows)
    }

    /// What happened at a stop, told by itself.
    pub fn event(&self) -> Delivery {
        let head = "event_id,load_number,stop,event,at,recorded_at";
        let at = format!("2025-02-{:02}T{:02}:45:00Z", self.day + 1, 15 + self.version % 6);
        let row = format!("{}-{},{},2,departed,{at},{at}", self.identity(), self.version, self.number);
        Delivery::new(self.folder(), "events", head, row)
    }

    /// The row of the POD.
    pub fn pod(&self) -> Delivery {
        let head = "document_id,load_number,stop,type,file,signed_by,updated_at";
        let number = self.number;
        let row = format!("{number}-pod,{number},2,pod_signed,{},dock,{}", self.pod_file(), self.updated());
        Delivery::new(self.folder(), "documents", head, row)
    }

    fn pod_file(&self) -> String {
        format!("pod-{}.pdf", self.number)
    }

    /// The POD's file: one that opens, or one that is empty.
    pub fn write_pod_file(&self, company: &mut Company, good: bool) {
        let bytes: &[u8] = if good { b"%PDF-1.4 signed %%EOF" } else { b"" };
        company.write(&format!("{}/documents/{}", self.folder(), self.pod_file()), bytes);
    }
}

/// Rows that are sent, or held back to be sent later.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub folder: &'static str,
    pub kind: &'static str,
    head: String,
    rows: String,
}

impl Delivery {
    fn new(folder: &'static str, kind: &'static str, head: &str, rows: String) -> Delivery {
        Delivery { folder, kind, head: head.to_owned(), rows }
    }

    /// Puts it into the drop under a name. `twist` changes the bytes and not what they say.
    pub fn put(&self, company: &mut Company, name: &str, twist: u8) {
        let Delivery { folder, kind, head, rows } = self;
        let end = if twist % 2 == 1 { "\r\n" } else { "\n" };
        let mut lines = vec![head.clone()];
        lines.extend(rows.split('\n').map(str::to_owned));
        if twist % 3 == 2 {
            lines.push(lines[1].clone());
        }
        let text = lines.join(end) + end;
        company.write(&format!("{folder}/{kind}-{name}.csv"), text.as_bytes());
    }
}

/// The customers, as one file of a source.
pub fn put_customers(company: &mut Company, version: u32, stopped: Option<&str>, terms: &str) {
    let mut text = "customer,name,erp_code,credit_hold,currency,payment_terms,invoice_style,updated_at\n".to_owned();
    for (id, style) in [("ACME", "per_load"), ("BIGCO", "summary"), ("SOLO", "per_load")] {
        let hold = if stopped == Some(id) { "yes" } else { "no" };
        let updated = format!("2025-03-01T{:02}:{:02}:00Z", version / 60, version % 60);
        text.push_str(&format!("{id},{id} Inc.,C-{id},{hold},USD,{terms},{style},{updated}\n"));
    }
    company.write(&format!("drop/customers-{version}.csv"), text.as_bytes());
}

/// Everything of every load, at once.
pub fn put_all(company: &mut Company) {
    put_customers(company, 1, None, "Net 30");
    for (at, load) in loads().into_iter().enumerate() {
        for delivery in [load.row(), load.stops(), load.pod()] {
            delivery.put(company, &format!("{at}-0"), 0);
        }
        load.write_pod_file(company, true);
    }
}
