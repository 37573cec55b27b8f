//! Whose a picture is, as IPTC IIM and as XMP.

use std::fmt::Write;

/// What is said of a picture wherever it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    pub credit: String,
    pub copyright: Option<String>,
}

impl Rights {
    /// Data sets of IPTC IIM in UTF-8, in the resource of Photoshop that JPEG has them in. Whole, also where the
    /// standard would have them shorter: its readers take them as they are.
    pub(super) fn photoshop(&self) -> Vec<u8> {
        let mut iptc = vec![0x1C, 1, 90, 0, 3, 0x1B, b'%', b'G'];
        let mut put = |number: u8, text: &str| {
            iptc.extend([0x1C, 2, number]);
            iptc.extend(u16::try_from(text.len()).unwrap_or_default().to_be_bytes());
            iptc.extend(text.as_bytes());
        };
        put(super::super::iptc::CREDIT, &self.credit);
        if let Some(copyright) = &self.copyright {
            put(super::super::iptc::COPYRIGHT, copyright);
        }
        let mut block = b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec();
        block.extend(u32::try_from(iptc.len()).unwrap_or_default().to_be_bytes());
        block.extend(&iptc);
        if !iptc.len().is_multiple_of(2) {
            block.push(0);
        }
        block
    }

    /// A packet of XMP.
    pub(super) fn xmp(&self) -> String {
        let mut packet = String::from(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\">",
        );
        let _ = write!(packet, "<photoshop:Credit>{}</photoshop:Credit>", escaped(&self.credit));
        if let Some(copyright) = &self.copyright {
            let text = escaped(copyright);
            let _ = write!(packet, "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></dc:rights>");
        }
        packet.push_str("</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");
        packet
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
