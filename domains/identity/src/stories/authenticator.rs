//! A device that holds passkeys, made of what the standard says (Web Authentication 3, 6.1): for stories alone.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

const PRESENT: u8 = 0x01;
pub const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

pub struct Device {
    key: EcdsaKeyPair,
    id: [u8; 32],
    /// Whom the passkey was made for.
    handle: Value,
    counter: u32,
    pub origin: String,
    /// Whether it checks who holds it.
    pub flags: u8,
}

impl Device {
    pub fn new(origin: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { key, id: rand::random(), handle: Value::Null, counter: 1, origin: origin.into(), flags: VERIFIED }
    }

    fn head(&self, party: &str, flags: u8) -> Vec<u8> {
        let mut bytes = digest(&SHA256, party.as_bytes()).as_ref().to_vec();
        bytes.push(PRESENT | self.flags | flags);
        bytes.extend(self.counter.to_be_bytes());
        bytes
    }

    fn client(&self, kind: &str, challenge: &Value) -> String {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string()
    }

    /// The public key as COSE writes it: EC2, ES256, P-256.
    fn cose(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let mut bytes = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        bytes.extend(&point[1..33]);
        bytes.extend([0x22, 0x58, 0x20]);
        bytes.extend(&point[33..65]);
        bytes
    }

    /// Makes the passkey that a page asks for.
    pub fn create(&mut self, options: &Value) -> String {
        let asked = &options["publicKey"];
        self.handle = asked["user"]["id"].clone();
        let mut data = self.head(asked["rp"]["id"].as_str().unwrap(), WITH_KEY);
        data.extend([0; 16]);
        data.extend(32_u16.to_be_bytes());
        data.extend(self.id);
        data.extend(self.cose());
        // A CBOR map: fmt "none", attStmt {}, authData.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(data.len().try_into().unwrap());
        object.extend(data);
        let id = BASE64.encode(self.id);
        let client = self.client("webauthn.create", &asked["challenge"]);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": {
            "attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client),
        }})
        .to_string()
    }

    /// Proves the passkey.
    pub fn get(&mut self, options: &Value) -> String {
        let asked = &options["publicKey"];
        self.counter += 1;
        let data = self.head(asked["rpId"].as_str().unwrap(), 0);
        let client = self.client("webauthn.get", &asked["challenge"]);
        let signed = [data.as_slice(), digest(&SHA256, client.as_bytes()).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let id = BASE64.encode(self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": {
            "authenticatorData": BASE64.encode(data), "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature), "userHandle": self.handle,
        }})
        .to_string()
    }
}
