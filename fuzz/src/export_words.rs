//! Pieces of a mapping and of an export.

/// Of a mapping, behind the fields of its first thing.
pub const MAPPING: &[&str] = &[
    "weight_lb={column='D',match='^([0-9,]+)'}\n",
    "hazmat='D'\n",
    "mode={columns=['A','B'],join='/',all=true}\n",
    "equipment={column='C',split=' ',part=-1,default='x'}\n",
    "\"ref:po\"={column='D',values={a='b','*'='*'}}\n",
    "\"extra:x:money\"={column='D',numbers='1.125,00'}\n",
    "\"extra:d:date\"={column='D',dates=['M/D/YYYY','YYYY-MM-DD']}\n",
    "updated_at={column='D',dates='M/D/YYYY h:mm A z',time='08:00'}\n",
    "zone={column='B'}\n",
    "[[file.makes]]\nkind='stop'\nwhen={column='C',not=['x']}\n[file.makes.fields]\nseq={value='1'}\ntype={value='pickup'}\ncity='B'\n",
    "[[file.makes]]\nkind='stop'\neach='S'\n[file.makes.fields]\ntype='T'\ncity='C.City'\n",
    "[[file.makes]]\nkind='event'\nwhen='D'\n[file.makes.fields]\nevent={value='note'}\nat='D'\n",
    "arrived_at='D'\n",
    "[[file]]\nnames='y*'\n",
];

/// Of an export.
pub const EXPORT: &[&str] = &[
    "L-1,ACME,booked,500\n",
    "L-2,\"ACME\nFoods\",delivered,\"1,012\"\n",
    ",,,\n",
    "L-3,TX,x,3/4/2025 2:30 PM CST\n",
    "L-4,CST,booked,(50.00)\n",
    "\"",
    ",",
    "$1,125.00",
    "39,220 lbs",
    "3/9/2025 2:30 AM",
    "\n",
    "{\"A\":\"L-1\",\"B\":\"ACME\",\"C\":\"booked\",\"D\":500,\"S\":[{\"T\":\"pickup\",\"C\":{\"City\":\"Memphis TN\"}}]}",
    "[",
    "]",
    "\0",
];
